import { describeOutages } from './outages';

jest.setTimeout(120_000);

describeOutages('redis');
