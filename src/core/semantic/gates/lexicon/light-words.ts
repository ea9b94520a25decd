import { listed } from './words';

/**
 * Words that frame a question and do not name what is asked for: politeness, asking itself, being there, and nouns for anything
 * at all. A question keeps its answer without them.
 */
export const LIGHT = listed(`
  please kindly hi hello hey greetings thanks thank thx dear sir madam sorry excuse pls plz ok okay so well oh
  tell know show list give explain describe say let help assist wonder curious ask question inform information detail
  details advise clarify specify mention name elaborate display view remind
  usually normally generally typically commonly mainly mostly primarily chiefly
  want wish like hope need love interested figure understand find see look check learn hear think believe guess suppose
  try attempt go going get getting
  exist available offer provide occur happen hold take place come consist include
  currently current presently now today already yet ever still simply basically possibly perhaps maybe probably certain certainly
  specific specifically particular particularly various different respective following respectively
  thing stuff way kind type sort amount quantity list option sure able idea example total overall reason considered seem appear guys
  i'm i'd let's`);

/** Before a name these are a form of address. */
export const TITLES = listed('dr doctor prof professor mr mrs ms miss sir');

/** Before a number these say only that one follows. */
export const BEFORE_NUMBERS = listed('number no nr version release about approximately around roughly');

/** Behind `do I`, `can we` and the like these are still no verb that names what is done. */
export const LIGHT_VERBS = listed('get got gotten have go be do try attempt take see view');

/** Beside a name or a number they say of what kind it is: `the Winter term`, `room 5`, `the city of Oslo`. */
export const CATEGORIES = listed(`
  class course term semester season period month year decade century date day time city town country state county region place location
  people person man woman company firm team department program programme room page chapter section issue ticket platform`);

/** Behind \`which\` and \`what\` these ask what a word of their own asks, as \`which year\` and \`when\`. */
export const ASKED_NOUNS: ReadonlyMap<string, AskedByNoun> = new Map([
  ...asking('time', 'time date year decade century period'),
  ...asking('place', 'place location'),
  ...asking('person', 'person people man woman'),
  ...asking('reason', 'reason'),
  ...asking('quantity', 'number percent percentage amount quantity count'),
]);

type AskedByNoun = 'time' | 'place' | 'person' | 'reason' | 'quantity';

function asking(asked: AskedByNoun, nouns: string): (readonly [string, AskedByNoun])[] {
  return nouns.split(' ').map((noun) => [noun, asked] as const);
}
