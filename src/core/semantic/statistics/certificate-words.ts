import { certifiedThreshold, pairsNeeded, type Certificate, type Rung } from './certificate';

/**
 * @returns what an operator is told of a certificate, such as "not certified: 212 of about 480 audited pairs, 0 wrong". Pairs
 *   are told of the threshold that needs the fewest further ones.
 */
export function wordsOfCertificate(certificate: Certificate, nowMs: number): string {
  const threshold = certifiedThreshold(certificate, nowMs);
  const rung = certificate.rungs.find((one) => one.threshold === threshold);
  if (rung) {
    const confidence = percent(1 - certificate.risk);
    return `certified from similarity ${decimal(rung.threshold)} on: at most ${percent(certificate.maxWrong)} wrong at ${confidence} confidence; ${tally(rung)}`;
  }
  const nearest = nearestTo(certificate);
  if (nearest === null) return 'not certified: too many audited pairs were wrong';
  const { rung: next, needed } = nearest;
  if (next.wrong > next.pairs * certificate.maxWrong && next.wrong > 1)
    return `not certified: ${tally(next)} (${percent(next.wrong / next.pairs)}), and ${percent(certificate.maxWrong)} is allowed`;
  return `not certified: ${next.pairs} of about ${rounded(next.pairs + needed)} audited pairs, ${next.wrong} wrong`;
}

function nearestTo(certificate: Certificate): { rung: Rung; needed: number } | null {
  let nearest: { rung: Rung; needed: number } | null = null;
  for (const rung of certificate.rungs) {
    const needed = pairsNeeded(certificate, rung);
    if (needed !== null && (nearest === null || needed < nearest.needed)) nearest = { rung, needed };
  }
  return nearest;
}

function tally({ pairs, wrong }: Rung): string {
  return `${pairs} audited pairs, ${wrong} wrong`;
}

/** To two digits, because it supposes that no further pair is wrong. */
function rounded(pairs: number): number {
  return Number(pairs.toPrecision(2));
}

function percent(share: number): string {
  return `${decimal(100 * share)} %`;
}

function decimal(value: number): string {
  return String(Number(value.toFixed(3)));
}
