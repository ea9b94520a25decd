import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { AuthSettings } from '../config/settings';
import type { Principal } from '../core';
import { bearerTokens } from './bearer-tokens';
import { LOCAL_PRINCIPAL } from './local-principal';
import { delegates, namesPerson } from './persons/delegates';
import { PersonCounts } from './persons/person-counts';

/**
 * Finds the principal behind a request's headers.
 * @throws {Problem} 401
 */
type Authenticate = (headers: IncomingHttpHeaders) => Principal;

/** Says who asks. One for the whole process, because it remembers tokens and counts. */
export class Authentication {
  readonly persons = new PersonCounts();
  private readonly authenticate: Authenticate;

  constructor(auth: AuthSettings) {
    this.authenticate = auth.mode === 'jwt' ? this.byToken(auth) : this.asOwner(auth);
  }

  /**
   * Leaves the asker with the request, the first time that it is asked.
   * @throws {Problem} 401
   */
  identify(request: FastifyRequest): void {
    request.principal ??= this.authenticate(request.headers);
  }

  private byToken({ secret, persons }: AuthSettings & { mode: 'jwt' }): Authenticate {
    const program = bearerTokens(secret);
    const person = delegates(persons, this.persons);
    return (headers) => person(program(headers.authorization), headers);
  }

  /** Every asker is the owner of this machine. */
  private asOwner({ persons }: AuthSettings): Authenticate {
    return (headers) => {
      if (namesPerson(persons, headers)) this.persons.add('ignored_no_auth');
      return LOCAL_PRINCIPAL;
    };
  }
}
