import { describeScopes, isOnServer } from './scopes';

jest.setTimeout(60_000);

describeScopes(isOnServer ? [30, 700] : [30]);
