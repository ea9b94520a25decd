/**
 * The names that Open WebUI uses unless told otherwise (open-webui/open-webui, backend/open_webui/env.py and
 * utils/headers.py, read on 2026-11-28). They are known even where nothing is set, so that a program which names people in
 * vain is noticed.
 */
export const PERSON_TOKEN_HEADER = 'x-openwebui-user-jwt';
export const PERSON_TOKEN_ISSUER = 'open-webui';
export const PERSON_ID_HEADER = 'x-openwebui-user-id';
