import { advisingSlots } from './advising-slots';
import { banking77 } from './banking77';
import { driftbench } from './driftbench';
import type { LabelledSet } from './labelled-set';
import { xquad, xquadRewordings } from './xquad';

export const SET_NAMES = ['advising_slots', 'banking77', 'xquad', 'xquad_rewordings', 'driftbench'] as const;
export type SetName = (typeof SET_NAMES)[number];

/** @throws {EvaluateError} where a file of the set is missing */
export const SETS: Readonly<Record<SetName, (folder: string) => Promise<LabelledSet>>> = {
  advising_slots: advisingSlots,
  banking77,
  xquad,
  xquad_rewordings: xquadRewordings,
  driftbench,
};
