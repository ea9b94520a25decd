import { documented } from '../../http/documented';

export const WarmCall = () =>
  documented({
    summary: 'Have questions answered before anybody asks them',
    description:
      'Asks them over what the caller may read, a few at once, so that they are hits for whoever shares that. Who closes the ' +
      'connection ends it, and so does a shutdown; what was answered by then is kept.',
    success: {
      description:
        'One JSON object a line, in the order in which questions are answered: {"question": its index, "outcome": "hit" | "generated" | "failed", "code"?}, where ' +
        'the code is that of the problem, or not_kept for an answer that is shown but not stored, and at last {"done": whether none is left, "generated", "hits", "failed", "cost_usd", "elapsed_ms"}. ' +
        'Blank lines keep it open and say nothing.',
      mediaType: 'application/x-ndjson',
    },
    takesBody: true,
    problems: [[503, 'warming_busy']],
  });
