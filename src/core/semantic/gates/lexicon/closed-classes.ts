import { listed } from './words';

/** English words of the closed classes. They do not grow, so the lists are whole but for what is old or regional. */

export const DETERMINERS = listed(`
  a an the this that these those some any all every each both either my our your his her its their whose such`);

/** Their places tell who did what to whom. The gate of roles looks at them. */
export const PREPOSITIONS = listed(
  'of in on at by to from for with about into onto as per via during among regarding concerning',
);

export const AUXILIARIES = listed(`
  am is are was were be been being do does did done doing have has had having will would shall can could may might must
  should`);

/** None of these tells one question from another, other than by its place. */
export const OTHER_FUNCTION_WORDS = listed(`
  i me we us you he she it they them him mine yours ours theirs myself yourself itself and or but so if then than that
  who whom which what when where why how there here too very also just really actually exactly well even much many
  one ones anything something else etc per whether while because`);

export const INTERROGATIVES = listed('who whom whose which what when where why how');

/** An interrogative with one of these behind it asks. */
export const INVERTED = listed(`
  am is are was were do does did will would shall can could may might must should have has had be not`);
