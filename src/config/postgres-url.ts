const HOSTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/;

/**
 * One URL per server of a connection URL. Several hosts, `postgresql://a:1,b:2/name`, are servers of which one at a time is
 * the primary; https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS
 */
export function serverUrls(url: string): readonly string[] {
  const [, before, hosts, after] = HOSTS.exec(url) ?? [];
  if (before === undefined || hosts === undefined || after === undefined) return [url];
  return hosts.split(',').map((host) => before + host + after);
}

/** The only sessions that are of use here are those that may write: a standby may lack what was acknowledged. */
const WRITABLE = new Set([null, 'read-write', 'primary']);

/** Whether `url` names servers, and asks for no sessions that can only read. */
export function isPostgresUrl(url: string): boolean {
  return (
    /^postgres(ql)?:\/\//.test(url) &&
    serverUrls(url).every(
      (each) => URL.canParse(each) && WRITABLE.has(new URL(each).searchParams.get('target_session_attrs')),
    )
  );
}
