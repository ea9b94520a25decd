import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { PersonSettings } from '../../config/settings';
import type { Principal } from '../../core';
import type { ReadPerson } from './person';
import type { PersonCounts } from './person-counts';
import { personTokens } from './person-tokens';
import { plainPersons } from './plain-persons';
import { unheededPerson } from './refused-person';
import { workspacesOf } from './workspaces';

/** The role of a program's token that may name people. */
const DELEGATE = 'delegate';
/** Bounds the memory of people who were named, in characters of their headers. */
const CACHE_CHARS = 4_194_304;
const NO_ROLES: readonly string[] = Object.freeze([]);

/** Whom a program asks for. Groups are null where the operator reads none. */
type Named = (program: Principal, value: string, groups: string | null) => Principal;

/**
 * Finds for whom a request is answered.
 * @throws {Problem} 401 where a program that may name people names one badly
 */
export type Delegates = (program: Principal, headers: IncomingHttpHeaders) => Principal;

/**
 * A program whose token has the role `delegate` may name a person. Then everything is that person's: private notes,
 * scope, shares, erasure. Tenant and workspaces are the program's, and roles nobody gets this way. A program that names
 * nobody asks for itself. A badly named person is a 401: the program's own rights are another person's.
 */
export function delegates(settings: PersonSettings, counts: PersonCounts): Delegates {
  const { tokenHeader, idHeader, groupsHeader } = settings;
  const byToken = settings.tokens ? remembering(personTokens(settings.tokens), groupsHeader) : null;
  const byId = settings.isIdBelieved ? remembering(plainPersons(idHeader), groupsHeader) : null;

  const named = (program: Principal, headers: IncomingHttpHeaders): Principal => {
    const groups = groupsHeader === null ? null : textOf(headers[groupsHeader]);
    const token = headers[tokenHeader];
    if (token !== undefined) {
      if (!byToken) throw unheededPerson(tokenHeader, 'JWT_PERSON_SECRET');
      return byToken(program, textOf(token), groups);
    }
    if (!byId) throw unheededPerson(idHeader, 'PERSON_HEADER');
    return byId(program, textOf(headers[idHeader]), groups);
  };

  return (program, headers) => {
    if (!namesPerson(settings, headers)) return program;
    if (!program.roles.includes(DELEGATE)) {
      counts.add('ignored_no_role');
      return program;
    }
    try {
      const person = named(program, headers);
      counts.add('taken');
      return person;
    } catch (error) {
      counts.add('refused');
      throw error;
    }
  };
}

/** Whether a request names a person, in whatever way. */
export function namesPerson(
  { tokenHeader, idHeader }: PersonSettings,
  headers: IncomingHttpHeaders,
): boolean {
  return headers[tokenHeader] !== undefined || headers[idHeader] !== undefined;
}

interface Remembered {
  readonly program: Principal;
  readonly groups: string | null;
  readonly person: Principal;
  readonly expiresAt: number;
}

/**
 * Remembers who was named, until what named them expires. The program's own token is looked at with every request,
 * before this. The same token always gives the same principal object, which is why comparing objects is enough.
 */
function remembering(read: ReadPerson, groupsHeader: string | null): Named {
  const people = new LRUCache<string, Remembered>({
    maxSize: CACHE_CHARS,
    sizeCalculation: ({ groups }, value) => value.length + (groups?.length ?? 0),
  });
  return (program, value, groups) => {
    const known = people.get(value);
    if (known?.program === program && known.groups === groups && Date.now() <= known.expiresAt)
      return known.person;
    const { user, expiresAt } = read(value);
    const { tenant } = program;
    const named = groups === null || groupsHeader === null ? null : { header: groupsHeader, text: groups };
    const workspaces = workspacesOf(program, named);
    const person = Object.freeze({ tenant, user, workspaces, roles: NO_ROLES });
    people.set(value, { program, groups, person, expiresAt });
    return person;
  };
}

/** Only `Set-Cookie`, which no request has, is ever more than one text. */
const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : '';
