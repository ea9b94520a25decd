import { NOTHING, type SampleQuestion } from './question';

export const SUPERSEDED: readonly SampleQuestion[] = [
  {
    ask: 'Is shipping free for an order of £27?',
    kind: 'superseded',
    note: '26-decision-free-shipping-32',
    accepts: [/£32/],
    leads: /£32|in force/,
  },
  {
    ask: 'Why did we raise the threshold for free shipping?',
    kind: 'superseded',
    note: '26-decision-free-shipping-32',
    accepts: [/9\.4 %|raised its price/],
  },
  {
    ask: 'How many active subscribers do we have?',
    kind: 'superseded',
    note: '27-autumn-planning-meeting',
    accepts: [/451/],
    leads: /451/,
  },
  {
    ask: 'From when on does the new shipping threshold count?',
    kind: 'superseded',
    note: '26-decision-free-shipping-32',
    accepts: [/1 October/],
  },
  {
    ask: 'How many subscribers did we have at the end of February?',
    kind: 'superseded',
    note: '06-weekly-meeting-2-march',
    accepts: [/386/],
    leads: /386/,
  },
];

export const HEADINGS: readonly SampleQuestion[] = [
  {
    ask: 'In which points is the author of The Quiet Pager wrong?',
    kind: 'heading',
    note: '24-reading-notes-the-quiet-pager',
    accepts: [/paper checklists only/],
  },
  {
    ask: 'What surprises does our API have?',
    kind: 'heading',
    note: '21-shop-api-notes',
    accepts: [/50 orders a page/, /five minutes old/],
  },
  {
    ask: 'What caused the outage of the web shop?',
    kind: 'heading',
    note: '08-post-mortem-web-shop-outage',
    accepts: [/debug log/],
  },
  {
    ask: 'Which measures did we decide on after the outage?',
    kind: 'heading',
    note: '08-post-mortem-web-shop-outage',
    accepts: [/log rotation/, /disk alert/, /Dario/],
  },
  {
    ask: 'How is Harbour supposed to taste?',
    kind: 'heading',
    note: '15-harbour-blend-recipe',
    accepts: [/hazelnut, milk chocolate and a little dried apricot/],
  },
  {
    ask: 'Which salary did I ask for?',
    kind: 'heading',
    note: '10-one-to-one-with-maren',
    accepts: [/£43,500/],
  },
];

export const DATES: readonly SampleQuestion[] = [
  {
    ask: 'When do the new smoke rules apply to us?',
    kind: 'date',
    note: '27-autumn-planning-meeting',
    accepts: [/1 July 2027/],
  },
  {
    ask: 'When does the flight home from Lisbon leave?',
    kind: 'date',
    note: '25-travel-plan-lisbon',
    accepts: [/17 October/, /18:50/],
  },
  {
    ask: "When is Tobias's birthday?",
    kind: 'date',
    note: '30-gift-list',
    accepts: [/8 December/],
  },
  {
    ask: 'When are the tasting evenings?',
    kind: 'date',
    note: '27-autumn-planning-meeting',
    accepts: [/19 November/, /3 December/],
  },
  {
    ask: 'What is the last day for parcels before Christmas?',
    kind: 'date',
    note: '16-summer-holiday-rota',
    accepts: [/21 December/],
  },
  {
    ask: 'When is the espresso bar open?',
    kind: 'date',
    note: '01-who-we-are',
    accepts: [/Thursday to Saturday/, /08:00 to 14:00/],
  },
];

export const NEGATIVES: readonly SampleQuestion[] = [
  {
    ask: 'Is it OK to deploy on a Friday?',
    kind: 'negative',
    note: '09-runbook-restart-web-shop',
    accepts: [/never deploy the web shop after 15:00 or on a Friday/],
  },
  {
    ask: 'Am I allowed to go running?',
    kind: 'negative',
    note: '22-physio-appointment',
    accepts: [/must not run for three weeks/],
  },
  {
    ask: 'What must I not do with the filter bag of the cold brew?',
    kind: 'negative',
    note: '19-cold-brew-recipe',
    accepts: [/not squeeze it/],
  },
  {
    ask: 'May I leave the roaster alone for a minute?',
    kind: 'negative',
    note: '02-onboarding-guide',
    accepts: [/Never leave the roaster alone/],
  },
  {
    ask: 'Can the coffee bags go into the paper bin?',
    kind: 'negative',
    note: '18-packaging-supplier',
    accepts: [/not into the paper bin/],
  },
  {
    ask: 'Do we ship to France?',
    kind: 'negative',
    note: '20-customer-support-policy',
    accepts: [/do not ship outside the United Kingdom/],
  },
  {
    ask: 'Do applicants need experience with coffee?',
    kind: 'negative',
    note: '23-hiring-part-time-packer',
    accepts: [/Experience with coffee is not needed/],
  },
];

export const PEOPLE: readonly SampleQuestion[] = [
  {
    ask: "Who do I call when the shop is down and Priya can't be reached?",
    kind: 'who',
    note: '09-runbook-restart-web-shop',
    accepts: [/freelancer|Dario/],
  },
  {
    ask: 'Who is our contact at Pellworth?',
    kind: 'who',
    note: '18-packaging-supplier',
    accepts: [/Simon Achterberg/],
  },
  {
    ask: 'Who noticed the outage first?',
    kind: 'who',
    note: '08-post-mortem-web-shop-outage',
    accepts: [/Abara/],
  },
  {
    ask: 'Who tells me the alarm code?',
    kind: 'who',
    note: '03-keys-and-alarm',
    accepts: [/Ines tells you in person/],
  },
];

export const COUNTS: readonly SampleQuestion[] = [
  {
    ask: 'How many 250 g bags do we have to order at least?',
    kind: 'count',
    note: '18-packaging-supplier',
    accepts: [/5,000 bags/],
  },
  {
    ask: 'How many seats does a tasting evening have?',
    kind: 'count',
    note: '27-autumn-planning-meeting',
    accepts: [/16 seats/],
  },
  {
    ask: 'How many orders did we lose in the outage?',
    kind: 'count',
    note: '08-post-mortem-web-shop-outage',
    accepts: [/63 orders/],
  },
];

export const NOTHINGS: readonly SampleQuestion[] = [
  'Which bank do we have our account with?',
  'Who is our landlord?',
  'When does the public library open?',
  'What is the VAT rate on coffee?',
  'How much did we pay for the espresso machine?',
].map((ask) => ({ ask, kind: 'nothing', note: null, accepts: [NOTHING] }));
