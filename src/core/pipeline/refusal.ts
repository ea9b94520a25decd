/** Marks that may stand before the first word of an answer. */
const OPENING = /^[\s"'“„«*_#>-]*/u;

/** English. `cannot` and its forms; a bare "unfortunately" may begin an answer. */
const CANNOT = String.raw`(?:can(?:no|['’])t|can not|am (?:unable|not able)|['’]m (?:unable|not able)|won['’]t|will not|must decline|have to decline)`;

/**
 * What models say at the start of an answer when they will not give one, in the languages that they are asked in most. A stored refusal
 * would be repeated for a day, so these err on the side of forgetting an answer, which costs one model call.
 */
const REFUSALS: readonly RegExp[] = [
  String.raw`(?:i['’]?m|i am)\s+(?:\w+\s+)?(?:sorry|unable|not able)\b`,
  String.raw`(?:i['’]?m|i am)\s+afraid\s+(?:that\s+)?i\s*${CANNOT}\b`,
  String.raw`(?:sorry|apologies|my apologies|my sincere apologies|i (?:\w+ )?apologi[sz]e|please accept my apologies)\b`,
  String.raw`(?:unfortunately|regrettably|regretfully),?\s+(?:i|we)\s*${CANNOT}\b`,
  String.raw`i\s*${CANNOT}\b`,
  String.raw`i (?:do not|don['’]t) feel comfortable\b`,
  String.raw`as an? (?:\w+ )?(?:ai|language model|assistant)\b`,
  // German
  String.raw`(?:es tut mir (?:\w+ )?leid|tut mir (?:\w+ )?leid|entschuldig(?:ung|e|en sie)|ich bedau[re]+|bedaure)`,
  String.raw`leider (?:kann|darf|bin|ist es mir)(?: ich)?\b.{0,60}(?:nicht|außer ?stande|keine)`,
  String.raw`ich (?:kann|darf|werde)\b.{0,60}\bnicht (?:weiter)?(?:helfen|beantworten|unterstützen|erfüllen|nachkommen|geben|eingehen)`,
  String.raw`als (?:ki|künstliche|sprachmodell)\b`,
  // French
  String.raw`(?:je suis (?:\w+ )?(?:désolée?|navrée?)|désolée?|navrée?|je (?:m['’]excuse|regrette)|(?:toutes )?mes excuses|veuillez m['’]excuser)`,
  String.raw`(?:malheureusement,?\s+)?je ne (?:peux|puis|suis) (?:\w+ )?(?:pas|malheureusement)`,
  String.raw`en tant qu(?:['’](?:ia|intelligence|assistant)|e modèle)`,
  // Spanish
  String.raw`(?:lo siento|lo lamento|disculp[ae]|perd[oó]n|mis disculpas|te pido disculpas|le pido disculpas)`,
  String.raw`(?:(?:lamentablemente|desafortunadamente|desgraciadamente),?\s+)?no puedo (?:\w+ )?(?:ayudar|responder|proporcionar|asistir|cumplir|hacer|continuar)`,
  String.raw`(?:lamentablemente|desafortunadamente|desgraciadamente),?\s+no (?:puedo|me es posible|estoy)`,
  String.raw`como (?:una? )?(?:ia|inteligencia|modelo de lenguaje|asistente)\b`,
  // Italian, Portuguese, Dutch
  String.raw`(?:mi dispiace|mi scuso|spiacente|purtroppo,? non posso|non posso (?:aiutar|risponder|fornir))`,
  String.raw`(?:desculp[ae]|sinto muito|lamento|peço desculpas?|infelizmente,? não (?:posso|consigo)|não posso (?:ajudar|responder|fornecer))`,
  String.raw`(?:het spijt me|helaas kan ik|ik kan (?:je |u )?(?:hier|daar)?(?:mee|bij)? ?niet (?:helpen|beantwoorden))`,
  // Chinese, Japanese, Korean
  String.raw`(?:(?:很|非常|十分)?抱歉|对不起|對不起|我(?:无法|無法|不能)(?:回答|提供|协助|協助|帮助|幫助))`,
  String.raw`(?:申し訳(?:ありません|ございません|ない)|すみません|ごめんなさい|恐れ入りますが)`,
  String.raw`(?:죄송(?:합니다|하지만)|미안(?:합니다|하지만)|유감스럽게도)`,
].map((source) => new RegExp(`^(?:${source})`, 'iu'));

/** Whether an answer begins as a refusal does, in the usual words of one of several languages. */
export function soundsLikeRefusal(text: string): boolean {
  const said = text.replace(OPENING, '');
  return REFUSALS.some((refusal) => refusal.test(said));
}
