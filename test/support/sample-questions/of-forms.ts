import type { SampleQuestion } from './question';

/** Each was answered wrongly when it was written down. */
export const NAMED: readonly SampleQuestion[] = [
  {
    ask: 'What do we charge for shipping?',
    kind: 'superseded',
    note: '26-decision-free-shipping-32',
    accepts: [/£32/, /supersede|eaten|raised its price/],
    leads: /£32|in force/,
  },
  {
    ask: 'What is on the gift list?',
    kind: 'list',
    note: '30-gift-list',
    accepts: [/wool/i, /photo book/i, /socks|spoon|notebook/i],
  },
  {
    ask: 'How do I restore the database?',
    kind: 'steps',
    note: '13-runbook-restore-database',
    accepts: [/stop quillhaven-shop|Stop the shop first/, /pg_restore/],
  },
  {
    // The notes tell of one planning meeting only, and it may be over.
    ask: 'When is the next planning meeting?',
    kind: 'date',
    note: '27-autumn-planning-meeting',
    accepts: [/5 October|2026-10-05|othing in your notes/],
    rejects: [/\[ \]/],
  },
  {
    ask: 'Which supplier is cheapest?',
    kind: 'fact',
    note: '11-green-coffee-suppliers',
    accepts: [/Pedra Mansa/, /£4\.90/],
  },
  {
    ask: 'What did I learn from the book?',
    kind: 'heading',
    note: '24-reading-notes-the-quiet-pager',
    accepts: [/Delete every alert that has no next step/, /newest keeper's questions/],
  },
];

export const LISTS: readonly SampleQuestion[] = [
  {
    ask: 'What do new colleagues do in their first week?',
    kind: 'list',
    note: '02-onboarding-guide',
    accepts: [
      /tour of the loft/,
      /full roast day/,
      /pack 50 orders/,
      /learn the espresso bar/,
      /three things that puzzled/,
    ],
  },
  {
    ask: 'Who works at Quillhaven?',
    kind: 'list',
    note: '01-who-we-are',
    accepts: [/Maren Oduya/, /Tobias Fenn/, /Priya Castellane/, /Joss Whitlock/, /Ines Varga/],
  },
  {
    ask: 'Which exercises do I have to do for my knee?',
    kind: 'list',
    note: '22-physio-appointment',
    accepts: [/leg raises/, /bridges/, /Foam roller/],
  },
  {
    ask: 'What are my goals for this year?',
    kind: 'list',
    note: '14-personal-goals',
    accepts: [/half marathon/, /Portuguese/, /£3,000|narrowboat/],
  },
  {
    ask: 'What exceptions are there to the £32 threshold?',
    kind: 'list',
    note: '26-decision-free-shipping-32',
    accepts: [/Subscriptions ship for free/, /Orders placed before 1 October/],
  },
  {
    ask: 'What does Priya have to do after the planning meeting in October?',
    kind: 'list',
    note: '27-autumn-planning-meeting',
    accepts: [/tickets in the shop by 19 October/],
  },
  {
    ask: 'What do we look for in a packer?',
    kind: 'list',
    note: '23-hiring-part-time-packer',
    accepts: [/Careful hands/, /sacks of 20 kg/, /writing to customers/],
  },
  {
    ask: 'What are the rules for holidays?',
    kind: 'list',
    note: '16-summer-holiday-rota',
    accepts: [/28 days/, /five days may be carried over/, /by 30 April/],
  },
];

export const STEPS: readonly SampleQuestion[] = [
  {
    ask: 'How do I make cold brew?',
    kind: 'steps',
    note: '19-cold-brew-recipe',
    accepts: [
      /Rinse the steel bucket/,
      /Pour the water over the coffee/,
      /Cover the bucket/,
      /Lift the filter bag out/,
    ],
  },
  {
    ask: 'What should I do if there is a fire in the drum?',
    kind: 'steps',
    note: '03-keys-and-alarm',
    accepts: [/leave the drum turning/, /Shut the gas off/, /Get everyone out/],
  },
  {
    ask: 'How do I restart the web shop?',
    kind: 'steps',
    note: '09-runbook-restart-web-shop',
    accepts: [/sudo systemctl restart quillhaven-shop/],
  },
  {
    ask: 'What do I do when a restart of the shop did not help?',
    kind: 'steps',
    note: '09-runbook-restart-web-shop',
    accepts: [/shop-maintenance on/, /Call Priya/],
  },
  {
    ask: 'How do I roll back a deployment?',
    kind: 'steps',
    note: '09-runbook-restart-web-shop',
    accepts: [/make rollback/],
  },
  {
    ask: 'How do I calibrate the label printer?',
    kind: 'steps',
    note: '18-packaging-supplier',
    accepts: [/hold the feed button for five seconds/],
  },
  {
    ask: 'How do we choose among the applicants?',
    kind: 'steps',
    note: '23-hiring-part-time-packer',
    accepts: [/job board/, /2 and 3 September/, /packs orders for an hour/],
  },
  {
    ask: 'How do I place an order through the API?',
    kind: 'steps',
    note: '21-shop-api-notes',
    accepts: [/curl -X POST https:\/\/api\.quillhaven\.example\/v1\/orders/, /Idempotency-Key/],
  },
];

export const TABLES: readonly SampleQuestion[] = [
  {
    ask: 'How much do we spend on rent?',
    kind: 'table',
    note: '05-budget-2026',
    accepts: [/17,400|£1,450 a month/],
  },
  {
    ask: 'What is the drop temperature of the decaf?',
    kind: 'table',
    note: '04-roaster-settings',
    accepts: [/Decaf/, /209 °C/],
  },
  {
    ask: 'Who covers for Priya while she is away in July?',
    kind: 'table',
    note: '16-summer-holiday-rota',
    accepts: [/Joss/, /freelancer/],
  },
  {
    ask: 'How many points did Kiwara Hill get?',
    kind: 'table',
    note: '17-tasting-notes-june',
    accepts: [/Kiwara Hill/, /87\.00/],
  },
  {
    ask: 'Which darkness is the label printer set to?',
    kind: 'table',
    note: '18-packaging-supplier',
    accepts: [/Darkness\W+11\b/],
  },
  {
    ask: 'How often do we backflush the espresso machine?',
    kind: 'table',
    note: '12-espresso-bar-settings',
    accepts: [/After every day/, /Backflush/],
  },
  {
    ask: 'What did Monte Escuro taste of?',
    kind: 'table',
    note: '17-tasting-notes-june',
    accepts: [/nail varnish/],
  },
  {
    ask: 'How long does a batch of filter coffee take to roast?',
    kind: 'table',
    note: '04-roaster-settings',
    accepts: [/Filter/, /10:10/],
  },
];
