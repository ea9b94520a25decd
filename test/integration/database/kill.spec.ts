import { describeKills } from './kills';

describeKills();
