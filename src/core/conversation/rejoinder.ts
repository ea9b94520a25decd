import type { Rejoinder } from '../ports/words';

const LANGUAGES = String.raw`(?:english|german|french|spanish|italian|portuguese|dutch|polish|swedish|danish|norwegian|finnish|czech|turkish|russian|ukrainian|greek|arabic|hebrew|hindi|chinese|japanese|korean|latin|plain english|deutsch|englisch|französisch|spanisch|italienisch|deutsche|englische|französische|spanische|italienische|inglés|alemán|francés|español|italiano|portugués)`;
const THAT = String.raw`(?:it|that|this|them|these|those|all that|all of (?:it|that)|everything|your (?:last |previous )?(?:answer|reply|response|message)|the (?:above|answer|last answer|last reply|previous answer|reply|text))`;
const ASKING = String.raw`(?:please |pls |now |then |(?:can|could|would|will) you (?:please |maybe )?|i(?:'d| would) like you to |i want you to )`;
const POLITE = String.raw`(?:,? (?:please|pls|thanks|thank you|for me|instead|now|then))`;
const A_LOT = String.raw`(?:,? (?:so|very|a|that) (?:much|lot|helps?|helped|is (?:all|helpful|great|perfect))|,? (?:a lot|for (?:that|the help|your help|this|the info|the answer))|,? (?:that helps|that helped|that's all|that is all))`;
const PRAISE = String.raw`(?:thanks|thank you|thx|ty|cheers|great|perfect|ok|okay|cool|nice|got it|understood|i see|alright|all right|right|good|very good|awesome|wonderful|excellent|fine|brilliant|super|interesting|bye|goodbye|good night|danke|dankeschön|vielen dank|danke schön|danke dir|alles klar|verstanden|prima|toll|gut|tschüss|gracias|muchas gracias|mil gracias|vale|perfecto|genial|entendido|adiós|merci|grazie)`;

/** In this order; each must match the whole message. */
const KINDS: readonly (readonly [Rejoinder['kind'], RegExp])[] = [
  ['thanks', whole(String.raw`(?:${PRAISE}${A_LOT}*(?:[ ,.!]+|$))+`)],
  [
    'doubt',
    whole(
      String.raw`(?:but |and |no,? )?(?:are you (?:really |absolutely |quite |completely |very |100 ?% )?(?:sure|certain|serious|positive)(?: (?:about|of) (?:that|this|it))?(?: is (?:right|correct|true))?|(?:you )?sure|really|seriously|is (?:that|this|it) (?:really |actually |still )?(?:right|correct|true|so)|(?:that|this|it)(?:'s| is| isn't| is not| can't be| cannot be| seems| sounds| looks)(?: just| simply| completely| totally)? (?:wrong|not right|not true|not correct|incorrect|right|correct|nonsense|odd|strange|off)|that (?:doesn't|does not|can't) (?:sound|seem|look|be) right|how (?:do|did|can) you know(?: that)?|where did you (?:get|read|find|see) (?:that|this|it)(?: from)?|where is that from|(?:which|what) notes? (?:is|was|says?|said|are) (?:that|this|so)(?: from)?|you(?:'re| are) (?:wrong|mistaken|right|sure)|(?:please )?(?:double[- ]?check|check|verify)(?: that| it| this)?(?: again)?|(?:why|what makes) (?:do )?you (?:say|think) (?:that|so)|says who|i (?:don't|do not) (?:believe|think) (?:that|so|you|that's right)|(?:what(?:'s| is) your |and your |your )?sources?|(?:bist du|sind sie) (?:dir |sich )?(?:da |wirklich |ganz )*sicher|(?:ist das|stimmt das) (?:wirklich |auch )?(?:so|richtig|wahr|sicher)|stimmt das(?: wirklich)?|wirklich|das (?:stimmt nicht|ist falsch|kann nicht stimmen)|woher weißt du das|¿?(?:estás?|está usted) (?:realmente |muy )?segur[oa](?: de eso)?|¿?segur[oa]|¿?de verdad|¿?en serio|eso (?:no es (?:verdad|cierto|correcto)|está mal)|¿?cómo lo sabes)`,
    ),
  ],
  [
    'shorter',
    whole(
      String.raw`${ASKING}*(?:(?:make|keep|write|put|say|phrase|give(?: me)?|repeat) (?:${THAT} )?)?(?:a (?:bit|little) |much |even |way |something )?(?:shorter|briefer|more (?:briefly|concise|concisely)|briefly|brief|in short|tl;?dr|(?:only |just )?in (?:one|a|two|three|1|2|3|a single|a few|fewer|less) (?:word|words|sentence|sentences|line|lines)|(?:a|the) (?:short|shorter|brief) (?:version|summary|answer)|the short version)${POLITE}*|${ASKING}*(?:shorten|summari[sz]e|condense|sum up)(?: ${THAT})?(?: up)?(?: in (?:one|a|two|three|1|2|3) (?:word|sentence|line|words|sentences|lines))?(?: for me)?${POLITE}*|${ASKING}*sum ${THAT} up${POLITE}*|(?:bitte )?(?:etwas |viel |noch )?kürzer(?: bitte)?|(?:kannst du das )?(?:bitte )?(?:kurz )?(?:zusammenfassen|in einem satz)(?: bitte)?|fass(?:e)? (?:das|es) (?:bitte )?(?:kurz )?zusammen|(?:un poco )?más (?:corto|breve)(?: por favor)?|resúme(?:lo|me eso)(?: por favor)?|en una (?:frase|palabra)(?: por favor)?`,
    ),
  ],
  [
    'reword',
    whole(
      [
        String.raw`${ASKING}*(?:translate|put|say|write|repeat|give me|answer|explain|express)(?: ${THAT})?(?: again)? (?:in|into|to) ${LANGUAGES}${POLITE}*`,
        String.raw`(?:and |now |the same )*(?:in|auf|en|ins) ${LANGUAGES}(?:,? (?:please|bitte|por favor))?`,
        String.raw`${ASKING}*(?:translate|translation)(?: (?:please|${THAT}))*${POLITE}*`,
        String.raw`(?:bitte )?(?:kannst du )?(?:das |es )?(?:bitte )?(?:über)setz(?:e|en)?(?: (?:das|es))?(?: bitte)?(?: (?:ins|auf) ${LANGUAGES})?(?: bitte| übersetzen)*`,
        String.raw`¿?(?:puedes )?(?:tradúce(?:lo|me eso)|traducir(?:lo)?)(?: (?:al|en) ${LANGUAGES})?(?: por favor)?`,
        String.raw`${ASKING}*(?:explain|say|put|phrase|write|rephrase|reword|rewrite|format|list|show|give|make|turn)(?: me)?(?: ${THAT})? (?:again |once more )?(?:differently|in other words|(?:a bit |a little )?more (?:simply|clearly|formally|politely|casually|formal|polite|casual|friendly)|(?:a bit )?(?:simpler|clearer|friendlier|nicer|longer)|in (?:simple|simpler|plain|easy|layman's) (?:words|terms|language)|like i(?:'m| am) (?:five|5|a child)|for a (?:child|five-year-old|beginner)|(?:(?:as|into|in) )?(?:a |an |the form of a )?(?:(?:bullet(?:ed)?|numbered|short) )?(?:list|table|bullets|bullet points?|points|poem|haiku|tweet|e-?mail|paragraph|rhyme|json|markdown))${POLITE}*`,
        String.raw`${ASKING}*(?:rephrase|reword|rewrite|reformulate) ${THAT}${POLITE}*`,
        String.raw`(?:(?:a bit |a little )?(?:simpler|clearer|more simply|friendlier|more formal)|in (?:simple|simpler|plain|other) (?:words|terms)|(?:as|in) (?:a )?(?:bullet points|bullets|list|table|bullet list))${POLITE}*`,
        String.raw`(?:einfacher|anders|verständlicher|in einfachen worten|als (?:liste|tabelle))(?: formuliert)?(?: bitte)?|erklär(?:e)? (?:das|es|mir das) (?:bitte )?(?:nochmal|noch einmal|einfacher|anders)(?: bitte)?`,
        String.raw`¿?(?:puedes )?(?:explíca(?:lo|melo)|dilo)(?: (?:otra vez|más simple|de otra (?:manera|forma)|más fácil))?(?: por favor)?|más simple(?: por favor)?|como (?:una )?(?:lista|tabla)(?: por favor)?`,
      ].join('|'),
    ),
  ],
  [
    'again',
    whole(
      String.raw`${ASKING}*(?:repeat|say) (?:${THAT}|what you (?:just )?said)(?: again| once more)?${POLITE}*|${ASKING}*(?:repeat|again|once more|one more time|come again)${POLITE}*|pardon(?: me)?|what did you (?:just )?say|what was (?:that|your (?:last )?answer)(?: again)?|(?:sorry,? )?what do you mean(?: by that| by this| with that)?|(?:sorry,? |but )?i (?:don't|do not|didn't|did not) (?:quite |really )?(?:understand|get|follow)(?: (?:it|that|this|you))?|what does that mean|huh|(?:continue|go on|keep going|carry on)${POLITE}*|(?:bitte )?(?:nochmal|noch einmal|wiederhole (?:das|es)|wiederholen)(?: bitte)?|wie bitte|was (?:meinst du|meinen sie)(?: damit)?|(?:das )?verstehe ich nicht|ich verstehe (?:das |es )?nicht|(?:repite|repítelo|otra vez)(?: eso)?(?: por favor)?|no (?:lo )?entiendo|¿?qué quieres decir`,
    ),
  ],
  [
    'asked',
    whole(
      String.raw`(?:and )?(?:what|which) (?:did i|have i|was i|i) (?:just |already |first )*(?:ask|asked|say|said|write|wrote|want to know|asking)(?: you)?(?: about)?(?: (?:you|first|before|earlier|so far|at the (?:beginning|start)|just now|last|a moment ago))*|what (?:was|were|is|are) my (?:very )?(?:first|last|previous|earlier|original|other|second|next to last)? ?(?:questions?|messages?)(?: again)?|what (?:did|have) we (?:been )?(?:talk|talked|discuss|discussed|speak|spoken|talking|discussing)(?: about)?(?: (?:so far|before|today|earlier|until now))*|what (?:questions )?have i asked(?: you)?(?: so far)?|was habe ich (?:dich |sie )?(?:zuerst |gerade |vorhin |eben |bisher )*(?:gefragt|gesagt)|was war meine (?:erste|letzte|vorige) frage|worüber haben wir (?:bisher |gerade )?(?:gesprochen|geredet)|¿?qué te (?:he preguntado|pregunté)(?: antes| primero)?|¿?cuál (?:fue|era) mi (?:primera|última) pregunta`,
    ),
  ],
  [
    'other',
    whole(
      String.raw`(?:yes|yeah|yep|yup|no|nope|nah|of course|exactly|correct|please do|yes,? please|no,? thanks?|no,? thank you|maybe|ja|ja bitte|nein|nein danke|genau|sí|sí por favor|no gracias|claro)|who are you|what are you|what(?:'s| is) your name|what (?:can|do) you do|how (?:are you|do you work)|(?:which|what) (?:language |ai )?model (?:are you|is this|do you use)|are you (?:a|an) (?:bot|robot|human|ai|machine|person|language model)|(?:forget|ignore|disregard) (?:it|that|this|everything|what i (?:said|asked))|never ?mind|start (?:over|again)|(?:let's|let us) start over|wer bist du|was kannst du|vergiss (?:es|das)|schon gut|¿?quién eres|¿?qué puedes hacer|olvídalo|olvida eso`,
    ),
  ],
];

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'iu');
}

/** Longer messages bring matter of their own. */
const MAX_CHARS = 120;

/**
 * What a message says about the conversation itself, such as "are you sure?" or "shorter please". The whole of it must be that: with
 * a thing of its own in it, it may be a question over notes.
 * @returns null for everything else
 */
export function rejoinderKind(message: string): Rejoinder['kind'] | null {
  if (message.length > MAX_CHARS) return null;
  const said = message
    .normalize('NFC')
    .replaceAll('’', "'")
    .replace(/\s+/gu, ' ')
    .replace(/^[\s¿¡"'(]+|[\s?!.…:)"']+$/gu, '');
  return KINDS.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}
