import { Availability, type DatabaseChange } from './availability';
import { DatabaseUnavailableError } from './database-unavailable.error';

describe('Availability', () => {
  it('tells each change once, however many failures there are', () => {
    const told: DatabaseChange['state'][] = [];
    const availability = new Availability((change) => told.push(change.state));
    availability.up();
    for (let failure = 0; failure < 3; failure++) availability.down(new Error('refused'));
    availability.lost(new Error('idle'));
    availability.up();
    availability.up();
    availability.lost(new Error('idle'));
    expect(told).toEqual(['down', 'up', 'down']);
    expect(availability.lostConnections).toBe(2);
  });

  it('gives callers an error of one kind, with its cause', () => {
    const cause = new Error('refused');
    const error = new Availability().down(cause);
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(error.cause).toBe(cause);
    expect(new Availability().down(error)).toBe(error);
  });
});
