import { soundsLikeRefusal } from './refusal';

describe('soundsLikeRefusal', () => {
  it.each([
    "I'm sorry, but I can't help with that.",
    'I’m really sorry, but I cannot assist with this request.',
    'I am unable to answer that.',
    "I'm afraid I can't do that.",
    'I apologize, but I cannot provide that information.',
    'I sincerely apologise, but this is not something I can do.',
    'My apologies, but I will not answer this.',
    "Unfortunately, I can't assist with that.",
    'Unfortunately, I am not able to help with this.',
    'I cannot fulfill this request.',
    "I won't help with that.",
    'I must decline to answer.',
    "I don't feel comfortable answering this.",
    'As an AI language model, I do not have opinions.',
    'As a large language model, I cannot say.',
    '**Sorry**, I can’t.',
    '"I can\'t help with that."',
    'Es tut mir leid, aber ich kann dabei nicht helfen.',
    'Tut mir wirklich leid, das geht nicht.',
    'Leider kann ich Ihnen bei dieser Anfrage nicht helfen.',
    'Ich kann diese Frage nicht beantworten.',
    'Ich darf dir dabei nicht weiterhelfen.',
    'Als KI kann ich das nicht.',
    'Je suis désolé, mais je ne peux pas vous aider.',
    'Je suis vraiment désolée, mais…',
    'Désolé, je ne peux pas répondre à cette question.',
    'Malheureusement, je ne peux pas répondre.',
    'Je ne suis pas en mesure de répondre à cette demande.',
    'En tant qu’IA, je ne peux pas.',
    'Lo siento, pero no puedo ayudar con eso.',
    'Lamentablemente, no puedo ayudarte con eso.',
    'No puedo proporcionar esa información.',
    'Como modelo de lenguaje, no puedo…',
    'Mi dispiace, ma non posso aiutarti.',
    'Desculpe, mas não posso ajudar com isso.',
    'Het spijt me, maar daar kan ik niet bij helpen.',
    '很抱歉，我无法回答这个问题。',
    '申し訳ありませんが、お答えできません。',
    '죄송합니다만 도와드릴 수 없습니다.',
  ])('hears one in %j', (text) => {
    expect(soundsLikeRefusal(text)).toBe(true);
  });

  it.each([
    'The spare key is with Agnes.',
    'Unfortunately, the shop is closed on Mondays.',
    "I'm afraid of the dark, says the diary.",
    'I can swim, says the note of May.',
    'Leider ist der Laden montags zu.',
    'Ich kann nicht schwimmen, steht im Tagebuch.',
    'Als Kind war er in Rom.',
    'Malheureusement, le magasin est fermé.',
    'Je ne sais pas nager.',
    'Lamentablemente, la tienda está cerrada.',
    'No puedo nadar, dice la nota.',
    'Como siempre, a las seis.',
    'Asana is used for tasks.',
    'The reply was: "I\'m sorry."',
    '',
  ])('hears none in %j', (text) => {
    expect(soundsLikeRefusal(text)).toBe(false);
  });

  it('takes no longer for a long text', () => {
    const startedAt = performance.now();
    soundsLikeRefusal(`leider kann ${'ich '.repeat(100_000)}`);
    soundsLikeRefusal(`${' '.repeat(200_000)}x`);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
