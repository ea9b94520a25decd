import { describeScopes, isOnServer } from './scopes';

jest.setTimeout(60_000);

describeScopes([isOnServer ? 6_200 : 1_200]);
