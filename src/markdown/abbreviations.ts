const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Lower case, as all sets here. What follows belongs to them, however it is written. */
const BEFORE_ANYTHING = words(`
  mr mrs ms dr prof st mt sra sr srta hon gov capt lt sgt rev gen col pres rep sen messrs mme mlle mgr hr fr frl dhr mevr mej sig sigra
  dott dott.ssa ing arch avv ud uds dña
  e.g i.e eg vs v c ca cf approx est viz incl excl z.b d.h u.a z.t s.o i.d.r o.ä bzw ggf evtl vgl inkl exkl zzgl bspw sog p.ex p.ej
  c.-à-d env av bijv bv o.a d.w.z t.w f.eks t.ex bl.a dvs mm np tzw tzn m.in ul např tzv tj г ул т.е т.к им напр
  z d u o p n s t т`);

/** What follows belongs to them where it is a number, also a Roman one. */
const BEFORE_NUMBERS = words(`
  no nos nr nrn num núm nº fig figs eq eqs vol vols ch chap sec sect par pt art p pp pg pag pág págs page ed app tab abb abs kap bd
  bl blz hst kl č str стр рис гл п tel ext born d b r item ver rev apr jan feb mar jun jul aug sep sept oct nov dec mrz mär okt dez
  mai janv févr avr juil août déc ene abr ago dic gen mag giu lug set ott`);

/** They end a sentence as well: where its next word is one that sentences begin with. */
const BEFORE_NAMES = words(`
  a.m p.m am pm etc inc ltd co corp bros jr sr u.s u.k u.n u.s.a e.u ph.d m.d b.a m.a b.c a.d d.c ee.uu usw ecc enz osv mfl mio mrd
  jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun okt dez dept univ min max std sek hrs
  rd ave blvd ln sq hwy strasse straße str pl gmbh s.a s.l s.r.l b.v n.v a.s v.chr n.chr chr jh jhd т.д т.п др руб коп гг`);

const OPENERS = words(`
  the it this that these those he she they i we you a an in on at for if when while but and or so then there here our my your his her
  their its as after before by from with no not yes all each every some any one both most many please see use also however although
  because since until to do don't be what why who how where which only
  der die das den dem ein eine er sie es wir ich ihr im am und aber oder wenn dann da dort hier nach vor für mit kein keine nicht alle
  danach bitte wer wie was wo bei auf zum zur
  le la les l un une des il elle on nous vous ils elles je ce cette ces dans en et mais si quand pour avec
  el los las una unos él ella ellos nosotros yo y pero cuando para con se lo gli i nel nella e ma quando per
  het een de hij zij wij ik en maar als dan na voor met den det er han hun vi jeg og men
  o a os as um uma ele ela eu não em и а но он она мы я это в на`);

/** Of languages that write "3. May", in the forms that stand behind a number. */
const MONTHS = words(`
  jan feb mar apr may mai maj maja jun jul aug sep sept okt oct nov dez dec des
  january february march april june july august september october november december
  januar jänner februar feber märz juni juli oktober dezember
  januari februari mars augusti marts desember maart mei augustus
  ledna února března dubna května června července srpna září října listopadu prosince
  stycznia lutego marca kwietnia czerwca lipca sierpnia września października listopada grudnia
  januára februára apríla mája júna júla augusta septembra októbra novembra decembra
  januarja februarja aprila junija julija avgusta oktobra siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna studenoga
  január február március április május június július augusztus szeptember október november
  tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
  jaanuar veebruar märts aprill juuni juuli detsember ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık`);

/** In languages where "3." is an ordinal: what stands before one and a noun. */
const BEFORE_ORDINALS =
  words(`der die das dem den des am im vom zum zur beim ab bis seit jeder jede jedes jedem jeden dieser diese
  dieses diesem diesen ein eine einen einem einer unser unsere unserem mein meine sein seine ihr ihre und oder ins ans den det dne do od`);

/** Two capitals or more may be a number: "vol. II". */
const NUMBER = /^(?:[\p{N}#§№]|[IVXLC]{1,5}\b)/u;
const FIRST_WORD = /^[^\p{L}\p{N}]*([\p{L}\p{M}]+(?:['’][\p{L}]+)?)/u;
/** As in "d. h." and "J. R.", which are looked up as "d.h." and "J.R.". */
const SPACE_INSIDE = /(?<=[\s("'„“‚«]\p{L}\.)\s(?=\p{L}{1,3}\.$)/u;
const LAST_WORD = /(?:^|[\s(["'„“‚«/&-])([\p{L}\p{M}.º-]{1,12})\.$/u;
const LAST_NUMBER = /(?:(?:^|\s)([\p{L}]{1,10}))?[\s(]*(?<![\p{N}.,])(\d{1,2})\.$/u;

/**
 * Whether a full stop is of an abbreviation, an initial or an ordinal, and its sentence goes on.
 * @param before ends with the full stop
 * @param after begins with the next word
 */
export function isAbbreviated(before: string, after: string): boolean {
  const next = FIRST_WORD.exec(after)?.[1]?.toLowerCase() ?? '';
  const [, leading = '', ordinal] = LAST_NUMBER.exec(before) ?? [];
  if (ordinal !== undefined)
    return MONTHS.has(next) || (BEFORE_ORDINALS.has(leading.toLowerCase()) && !OPENERS.has(next));
  const [, word] = LAST_WORD.exec(before.replace(SPACE_INSIDE, '')) ?? [];
  if (word === undefined) return false;
  const lower = word.toLowerCase();
  if (BEFORE_NUMBERS.has(lower) && NUMBER.test(after)) return true;
  if (BEFORE_ANYTHING.has(lower)) return true;
  const isName = /^(?:\p{Lu}|(?:\p{Lu}\.)+-?\p{Lu}|\p{L}{2,12}str)$/u.test(word);
  return (isName || BEFORE_NAMES.has(lower)) && !OPENERS.has(next);
}
