import { wordsOf } from './words';

/** What people say for each other, one group a line. English; who asks in the note's own words needs none. */
const GROUPS = `
  cost price charge fee pay rate expense spend tariff
  cheap cheapest affordable price cost
  learn lesson takeaway take insight conclusion
  begin start open launch commence
  end finish close expire
  buy purchase order acquire
  fix repair solve resolve mend troubleshoot
  delete remove uninstall erase clear drop undo
  create make add build generate
  change edit update modify adjust improve
  show display print view
  allow permit permission may
  forbid prohibit ban disallow never
  help support assist
  big large size
  error failure fault bug problem issue crash outage
  cause reason because due
  meeting call appointment session
  holiday vacation leave off away absent
  salary wage raise income earn
  employee colleague staff team people worker member work
  boss manager lead head
  phone telephone call mobile
  mail email
  address location place
  car vehicle van
  doctor physician physio
  flat apartment home house
  shop store
  customer client buyer
  supplier vendor provider seller importer
  goal aim target objective
  rule policy guideline requirement
  measure action change improvement
  instruction guide manual runbook
  install setup
  run execute invoke
  stop halt quit terminate disable
  restart reboot
  config configuration setting option preference
  maximum max most limit
  minimum min least
  fast quick speed rapid
  wrong mistake incorrect disagree
  surprise odd oddity unexpected quirk gotcha pitfall caveat
  choose select pick decide decision
  raise increase grow higher
  lower reduce decrease cut
  password passphrase secret credential
  ill sick
  test check verify validate
  reply answer respond response
  ship deliver send postage delivery shipping parcel
  keep store save retain
  notice discover spot detect
  claim state argue
  author writer write
  born birth birthday
  dead die death
  film movie
  photo picture image
  trip journey travel visit
  hotel stay accommodation
  flight plane fly
  budget money
  exception except exclude unless
  attend attendee present participant
  need require necessary must
  suppose should
  benefit advantage pro
  drawback disadvantage con
  enable activate
  shape form format
  ingredient need
  exercise workout
  hour time schedule
  often frequency every
  deadline due closing
  replace swap substitute
  danger dangerous risk hazard warning
  recommend suggest advise should
  prevent avoid
  compare difference differ versus`;

const bySynonym = new Map<string, Set<string>>();
for (const line of GROUPS.trim().split('\n')) {
  const stems = wordsOf(line).map(({ stem }) => stem);
  for (const stem of stems) {
    const others = bySynonym.get(stem) ?? new Set();
    bySynonym.set(stem, others);
    for (const other of stems) if (other !== stem) others.add(other);
  }
}

/** How far a synonym stands for the word itself. */
export const SYNONYM = 0.6;

/** @returns stems that may be said for `stem` */
export function synonymsOf(stem: string): ReadonlySet<string> {
  return bySynonym.get(stem) ?? new Set();
}
