/** Beginnings of a sentence that says how all answers are to be, in the languages of the rules. */
const WISH =
  /^(?:(?:please|bitte|por favor),? )?(?:(?:from now on|always|never|in (?:the )?future|for the rest of)\b|(?:only )?(?:answer|reply|respond|speak|talk|write)(?: (?:to )?me)?(?: only| always| everything| all (?:of )?(?:my )?questions?| from now on)* (?:in|with|like|as|briefly|shortly|concisely)\b|be (?:brief|short|concise|polite|formal|precise|funny|detailed|critical)\b|keep (?:it|your answers?|answers|them) (?:short|brief|concise|simple)\b|(?:use|avoid) (?:only |short |simple )*(?:metric|imperial|bullet|words|sentences|emojis?|formal|informal|english|german|spanish)\b|(?:do not|don't) (?:use|cite|quote|add|write|answer)\b|call me\b|(?:act|speak|talk|pretend|behave) (?:as|like|to be)\b|you are (?:a|an|my|the)\b|i (?:speak|understand|want you|would like you|prefer)\b|(?:antworte|sprich|schreib)(?:e)?(?: mir)?(?: bitte)?(?: immer| nur| ab jetzt)* (?:auf|in|kurz|mit)\b|ab (?:jetzt|sofort)\b|von (?:jetzt|nun) an\b|sei (?:kurz|knapp|höflich)\b|(?:responde|contesta|habla|escribe)(?:me)?(?: siempre| solo)* (?:en|con|brevemente)\b|a partir de ahora\b|sé breve\b)/iu;

/** A wish is a sentence. What is longer is a text that somebody pasted. */
const MAX_CHARS = 300;

/**
 * The sentences of a message that say how answers are to be from then on, such as "Answer in German, please."
 */
export function wishesOf(message: string): string[] {
  const sentences = message.replaceAll('’', "'").match(/[^.!?\n]+[.!?]*/gu) ?? [];
  return sentences
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length <= MAX_CHARS && WISH.test(sentence));
}
