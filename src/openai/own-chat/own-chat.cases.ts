import type { ProgramTask, Turn } from '../../core';

/** A request as a program or a person makes it: the last message, and those before it. */
export interface Case {
  readonly from: string;
  readonly question: string;
  readonly earlier?: readonly Turn[];
}

const user = (text: string): Turn => ({ role: 'user', text });
const assistant = (text: string): Turn => ({ role: 'assistant', text });
const system = (text: string): Turn => ({ role: 'system', text });

export const FIRST = 'When does the bakery open on Sundays?';
export const LAST = 'And on Mondays?';
const TURNS = [user(FIRST), assistant('At nine. [1]'), user(LAST), assistant('It is closed. [1]')];
const UPPER = `USER: ${FIRST}\nASSISTANT: At nine. [1]\nUSER: ${LAST}\nASSISTANT: It is closed. [1]`;
const TITLED = `User: ${FIRST}\nAI: At nine.\n\nUser: ${LAST}\nAI: It is closed.`;
const LOWER = `user: ${FIRST}\nassistant: At nine.\nuser: ${LAST}\nassistant: It is closed.`;
const ELEMENT = `<chat_history>\n${UPPER}\n</chat_history>`;

type Wanted = readonly [wants: ProgramTask['wants'], key: string | null];

/**
 * The shapes of programs' own questions in other words. They were read on 2026-11-28 in the public sources of each program; what
 * stands before the colon of `from` is the program. Where it is the first message that is titled, `FIRST` is the whole chat.
 */
export const OF_PROGRAMS: readonly (Case & { readonly wanted: Wanted })[] = [
  {
    from: 'Open WebUI: title',
    question: `### Task:\nWrite a brief title that sums up the chat history.\n### Guidelines:\n- Two to four words are best.\n- Leave out emojis, quotation marks and special formatting.\n- The whole reply must be one JSON object, with no text around it.\n### Output:\nJSON format: { "title": "a short title" }\n### Examples:\n- { "title": "Apple Pie" }\n- { "title": "Night Trains" }\n### Chat History:\n${ELEMENT}`,
    wanted: ['title', 'title'],
  },
  {
    from: 'Open WebUI: tags',
    question: `### Task:\nGenerate one to three broad tags for the themes of the chat history, and as many for its subtopics.\n\n### Guidelines:\n- Begin with domains such as Science or Sports.\n- With fewer than 3 messages use only ["General"].\n\n### Output:\nJSON format: { "tags": ["first", "second"] }\n\n### Chat History:\n${ELEMENT}`,
    wanted: ['labels', 'tags'],
  },
  {
    from: 'Open WebUI: next questions',
    question: `### Task:\nPredict 3-5 useful messages that the user may send next.\n### Guidelines:\n- Write them from the user's side. Do not ask again what was answered.\n- The reply must be a JSON object with a "follow_ups" key that holds an array of strings.\n### Output:\nJSON format: { "follow_ups": ["First?", "Second?"] }\n### Chat History:\n${ELEMENT}`,
    wanted: ['labels', 'follow_ups'],
  },
  {
    from: 'Open WebUI: search queries',
    question: `### Task:\nLook at the chat history and decide whether a search is needed. Generate 1-3 broad search queries unless nothing is to be looked up.\n\n### Guidelines:\n- Reply **exclusively** with a JSON object.\n- The form is { "queries": ["one", "two"] }.\n- Where no search is of use, return { "queries": [] }.\n- Today is 2026-11-28.\n\n### Output:\n{\n  "queries": ["one"]\n}\n\n### Chat History:\n${ELEMENT}\n`,
    wanted: ['query', 'queries'],
  },
  {
    from: 'Open WebUI: emoji',
    question: `Your task is to show the face that the speaker may make, as one fitting emoji. Read the message and choose among many (e.g., 😊, 😢, 😱).\n\nMessage: \`\`\`${FIRST}\`\`\``,
    wanted: ['emoji', null],
  },
  {
    from: 'Open WebUI: autocomplete',
    question: `### Task:\nYou are an autocompletion system. Continue the text in \`<text>\` by the type in \`<type>\`.\n\n### **Output Rules**:\n- Respond only in JSON: \`{ "text": "<completion>" }\`.\n\n### **Examples**:\nInput:\n<type>General</type>\n<text>The sun went down</text>\nOutput:\n{ "text": "behind the hills." }\n\n---\n### Context:\n${ELEMENT}\n<type>General</type>\n<text>When does the</text>\n#### Output:\n`,
    wanted: ['continuation', 'text'],
  },
  {
    from: 'Open WebUI: image prompt',
    question: `### Task:\nGenerate a detailed prompt for an image generation task from the context. Describe the picture for somebody who cannot see it.\n\n### Output:\nStrictly JSON:\n{\n    "prompt": "Your description."\n}\n\n### Chat History:\n${ELEMENT}`,
    wanted: ['summary', 'prompt'],
  },
  {
    from: 'Open WebUI before 0.4: title',
    question: `Create a concise phrase of 3-5 words with an emoji as the title of the previous query. Avoid quotation marks. RESPOND ONLY WITH THE TITLE.\n\nExamples of titles:\n🍪 Best Biscuits\n🎮 Making Games\n\nQuery: ${FIRST}`,
    wanted: ['title', null],
  },
  {
    from: 'LibreChat: title',
    question: `Give a concise title for the conversation in 5 words or less, in title case. Return only the title.\n\nConversation:\n${TITLED}`,
    wanted: ['title', null],
  },
  {
    from: 'LibreChat: title with its language',
    question: `Analyze this conversation and provide:\n1. The language it is in\n2. A concise title in that language (5 words or less, no punctuation)\n\n${TITLED}`,
    wanted: ['title', null],
  },
  {
    from: 'LibreChat before 0.7: title',
    question: `Please write a title of at most 5 words for the conversation, in its own language, with no punctuation. Never say the word "title"\n\n||>User:\n"${FIRST}"\n||>Response:\n"At nine."\n\n||>Title:`,
    wanted: ['title', null],
  },
  {
    from: 'NextChat: title',
    question:
      'Please write a title of four to five words that sums up our conversation, without any lead-in, punctuation, quotation marks or other text.',
    earlier: TURNS,
    wanted: ['title', null],
  },
  {
    from: 'NextChat: title, Chinese',
    question: '用四到五个字直接返回我们对话的标题，不要解释、不要标点、不要多余的话',
    earlier: TURNS,
    wanted: ['title', null],
  },
  {
    from: 'NextChat: title, German',
    question:
      'Bitte erstelle einen Titel von vier bis fünf Wörtern, der unser Gespräch zusammenfasst, ohne Einleitung, Satzzeichen oder Anführungszeichen.',
    earlier: TURNS,
    wanted: ['title', null],
  },
  {
    from: 'NextChat: memory',
    question: 'Summarize the discussion in 200 words or less, to be a prompt for future context.',
    earlier: TURNS,
    wanted: ['summary', null],
  },
  {
    from: 'Lobe Chat: title',
    question: LOWER,
    earlier: [
      system(
        'You are a professional summarizer of conversations. Generate a concise title that catches what the conversation is about.\n\nRules:\n- Output ONLY the title\n- At most 10 words\n- No punctuation marks or quotes\n- Use the language of en-US',
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'Lobe Chat: title, instruction at the end',
    question: `${LOWER}\n\nPlease sum up the above conversation and give it a title within 10 characters, no punctuation marks, language: en`,
    earlier: [
      system(
        "You are good at conversations and summarize the user's conversation into a title within 10 characters",
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'Lobe Chat: title, Chinese',
    question: `${LOWER}\n\n请把上述对话总结为10个字以内的标题，不需要标点符号`,
    earlier: [system('你是一名擅长会话的助理，你需要将用户的会话总结为10个字以内的标题')],
    wanted: ['title', null],
  },
  {
    from: 'Cherry Studio: title',
    question: LOWER,
    earlier: [
      system(
        "You are an assistant who is good at conversation. You need to condense the user's conversation into a title within 10 words, in the user's language. Do not use punctuation or other special symbols",
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'DeepChat: title',
    question: `You need to condense the user's conversation into a title of no more than 10 words, without using punctuation or special symbols:\n${LOWER}`,
    wanted: ['title', null],
  },
  {
    from: 'big-AGI: title',
    question: `Analyze the given conversation (lines are cut) and extract a chat title that sums it up in as little as a couple of words.\nOnly respond with the short title and nothing else.\n\n\`\`\`\n- You: ${FIRST}\n- Assistant: At nine.\n- You: ${LAST}\n- Assistant: It is closed.\n\`\`\``,
    earlier: [
      system('You are an assistant for conversation titles, who makes telling chat titles of few words.'),
    ],
    wanted: ['title', null],
  },
  {
    from: 'Chatbox: name',
    question: `Based on the chat history, give this conversation a name.\nAt most 10 characters, no quotes.\nUse English.\nJust provide the name, nothing else.\n\nThis is the conversation:\n\n\`\`\`\n${FIRST}\n\n---------\n\nAt nine.\n\`\`\`\n\nName this conversation in 10 characters or less.\nOnly give the name.\n\nThe name is:`,
    wanted: ['title', null],
  },
  {
    from: 'Jan: title',
    question: `Summarize in a 10-word Title. Give the title only. This is the message: "${FIRST}"`,
    wanted: ['title', null],
  },
  {
    from: 'Jan before 0.5: title',
    question: `Summarize in a 5-word Title. Give the title only. "${FIRST}"`,
    wanted: ['title', null],
  },
  {
    from: 'Continue: title',
    question: `Given the following... reply with a title for the chat that has 3-4 words, all of them about the content of the chat, no additional text or explanation, you don't need ending punctuation.\n\n${FIRST}`,
    wanted: ['title', null],
  },
  {
    from: 'Hugging Face chat-ui: title',
    question: `User message: "${FIRST}"`,
    earlier: [
      system(
        'You are a titling assistant for chat threads.\nGoal: Produce a short title (2–4 words) that names what the user\'s first message is about.\n\nRules:\n- Output ONLY the title. No labels, quotes or emojis.\n- Use the user\'s language.\n\nExamples:\nUser: "help me plan a week in Rome" -> Week in Rome\nReturn only the title.',
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'Zed: title',
    question:
      'Generate a concise title of 3-7 words for this conversation, omitting punctuation. Go straight to the title, without any preamble such as `Title:`.',
    earlier: TURNS,
    wanted: ['title', null],
  },
  {
    from: 'n8n: title',
    question: FIRST,
    earlier: [
      system(
        "Generate a concise title for this conversation from the user's message.\n\nRequirements:\n- 3 to 5 words\n- No quotation marks\n- Only output the title, nothing else",
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'AI SDK templates: title',
    question: FIRST,
    earlier: [
      system(
        "\n- you will generate a short title from the first message that a user begins a conversation with\n- it is not longer than 80 characters\n- the title sums up the user's message\n- do not use quotes or colons",
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'opencode: title',
    question: `Generate a title for this conversation: "${FIRST}"`,
    earlier: [
      system(
        'You are a title generator. You output ONLY the title of a thread. Nothing else.\n\n<task>\nGenerate a brief title by which the user finds this conversation again.\n\nYour output must be:\n- One line\n- ≤50 characters\n- No explanations\n</task>\n\n<rules>\n- NEVER respond to questions, just generate a title for the conversation\n</rules>',
      ),
    ],
    wanted: ['title', null],
  },
  {
    from: 'Perplexica: suggestions',
    question: `You are a suggestion generator for a search engine. You are given a conversation below. Generate 4-5 suggestions based on the conversation that the user could ask for more.\nPut them between <suggestions> and </suggestions>, one a line. For example:\n\n<suggestions>\nTell me more about ovens\n</suggestions>\n\nConversation:\nHuman: ${FIRST}\nAI: At nine.`,
    wanted: ['labels', null],
  },
  {
    from: 'LangChain: standalone question',
    question: `Given the following conversation and a follow up question, rephrase the follow up question to be a standalone question.\n\nChat History:\nHuman: ${FIRST}\nAssistant: At nine.\nFollow Up Input: ${LAST}\nStandalone question:`,
    wanted: ['query', null],
  },
  {
    from: 'LangChain: history-aware retriever',
    question: LAST,
    earlier: [
      system(
        'Given a chat history and the latest user question, which may refer to it, formulate a standalone question that is understood without the chat history. Do NOT answer the question, just reformulate it if needed and else return it as it is.',
      ),
      ...TURNS.slice(0, 2),
    ],
    wanted: ['query', null],
  },
  {
    from: 'LlamaIndex: condensed question',
    question: `Given the following conversation between a user and an AI assistant and a follow up question from the user, rephrase the follow up question to be a standalone question.\n\nChat History:\nuser: ${FIRST}\nassistant: At nine.\nFollow Up Input: ${LAST}\nStandalone question:`,
    wanted: ['query', null],
  },
  {
    from: 'Genkit samples: title',
    question: `Generate a concise title of 3-7 words for this conversation:\n\nUser: ${FIRST}\n\nAssistant: At nine.\n\nTitle:`,
    wanted: ['title', null],
  },
  {
    from: 'a program of one’s own: messages as JSON',
    question: `Return a JSON object {"title": "..."} with a title of at most six words for the conversation below, and nothing else.\n\n[{"role": "user", "content": "${FIRST}"}, {"role": "assistant", "content": "At nine."}]`,
    wanted: ['title', 'title'],
  },
];

const NOTHING_ELSE = 'in five words, without quotes and nothing else';

/** What people ask over notes, and programs that have a person's question in what they send. */
export const OF_PEOPLE: readonly Case[] = [
  ...[
    'What title did we give the chapter?',
    'What is the title of the talk that Ana gave in Porto?',
    'Suggest a title for the chapter about bees',
    'Give me a short title for my note about the boiler, only the title',
    `Write a title for the newsletter ${NOTHING_ELSE}`,
    'Which tags do we use for invoices?',
    'Generate tags for the article on sourdough as JSON: {"tags": []}',
    'List the tags of the deploy note as a JSON array',
    'Summarise the conversation with the supplier',
    'Summarize the chat with Ben in 50 words or less',
    'Sum up the discussion about the roof in three sentences, nothing else',
    'What was said in the conversation with the landlord about the deposit?',
    'What did the customer ask in the chat of 3 May?',
    'Who spoke first in the discussion of the budget?',
    'What follow-up questions did the board have?',
    'Suggest follow-up questions for the interview with Dr. Lam',
    'Which search queries did we try for the flat?',
    'Which emoji stands for "shipped" in our changelog?',
    'Which emoji do we use in the team calendar for holidays?',
    'What are the next questions on the survey?',
    'What is our naming rule for conversation logs?',
    'Name the chapter on honey in five words, nothing else',
    'Name the three people in the chat group',
    'What does the prompt for the image of the logo say?',
    'How do I generate a title page in LaTeX?',
    'How does the autocomplete of the editor work?',
    'What is the output format of the tags endpoint? {"tags": ["a"]}',
    'Give me the JSON of the title API, with the key "title"',
    'Who wrote the summary of the conversation between Ines and Paul?',
    'What is a standalone question?',
    'What did we decide on the title generator?',
    'Why is the chat history empty after a restart?',
    'How long is the chat history kept?',
    'Translate the title of the report into French',
    'Wie lautet der Titel des dritten Kapitels?',
    'Fasse das Gespräch mit dem Lieferanten zusammen',
    'Quel titre avons-nous donné au chapitre?',
    '¿Qué título le pusimos al capítulo?',
    '我们给这一章起了什么标题？',
    '总结与供应商的对话',
    'Give me 3 keywords of the meeting, comma separated, no explanation',
    'Create a concise summary of the meeting notes, at most 50 words, no preamble',
    'Which five words were in the subject line of the mail to the bank?',
  ].map((question) => ({ from: 'a person', question })),
  ...[
    `User: how do I prune roses?\nAssistant: In March.\n\nWhat did we note about roses?`,
    `Here is a chat with the supplier:\n\nUser: Is the part in stock?\nAgent: Yes.\n\nIs that what our order says?`,
    `What do my notes say about this?\n\nUser: Is the part in stock?\nAssistant: On Monday.`,
    `Is this right?\n\n"The bakery opens at nine."`,
    `Who wrote this message: "The key is under the mat"`,
    `Ann: Did you title the chapter?\nBen: Yes.\n\nWhat title did Ben give it?`,
    `You: where is the key?\nMe: with Ines.\n\nWho has the key now?`,
    `<message>\nThe key is with Ines.\n</message>\n\nIs this still true?`,
    `Our template says:\n\n{ "title": "…", "tags": ["…"] }\n\nWhich tags may be used?`,
    `Find the note with this title: "Bakery hours"`,
    `Which note has this title and only this title: "Bakery hours"?`,
    `In the interview, Q: what is the title? A: unknown.\n\nWhat do we know about the title?`,
    `Summarise what the notes say about this conversation.\n\nUser: Is the part in stock?\nAssistant: On Monday.`,
  ].map((question) => ({ from: 'a person with a quotation', question })),
  ...[
    'And what title did it get?',
    'Suggest a title for the chapter',
    `Give me a title for the chat with the supplier, ${NOTHING_ELSE}`,
    `Write a title for the chapter ${NOTHING_ELSE}`,
    'Only the opening hours, nothing else',
    'Answer in JSON with the key "title"',
    'What was my first message about?',
    'Which of these has the shortest title?',
    'In five words, no punctuation: when does the bakery open?',
    'Summarise the discussion with the landlord in 100 words or less',
  ].map((question) => ({ from: 'a person in a conversation', question, earlier: TURNS })),
  ...[
    'You are a helpful assistant.',
    'You are a helpful assistant. Give your conversations a title.',
    'Answer from the notes. End with three follow-up questions that the user might ask.',
    'You are an assistant for a bakery. Answer the user questions in JSON: {"answer": "...", "title": "a title for the conversation, 3 words", "follow_ups": ["..."]}. Return only JSON.',
    'Answer briefly, in at most 50 words, without markdown. Only say what the notes say.',
    'You write titles. Keep to the house style.',
    'You are the search assistant of a chat program. Use the chat history. Only answer from the notes, without any preamble, in 3 sentences.',
    'Your input fields are: 1. `question` (str)\nYour output fields are: 1. `answer` (str)\nAll interactions will be structured in the following way.\nIn adhering to this structure, your objective is: given the fields `question`, produce the fields `answer`.',
    'Du bist ein hilfreicher Assistent. Antworte nur auf Deutsch.',
    '你是一个有用的助手。只回答问题。',
    'You are the assistant of this conversation. Only answer from the notes, and give each answer a title of 3-5 words, no emojis.',
    'You are a support agent. Reply only in JSON: {"reply": "...", "title": "a title of 3-5 words for this conversation"}',
    'You are a helpful assistant. Use the notes of the team. Then suggest 3-5 questions that the user might ask in this conversation, no quotes, nothing else.',
    'You are a title expert for the documents of this chat. Give only titles, 3-5 words, no quotes, as the documents have them.',
    'Given the chat history, retrieve what the notes say and generate a summary of the conversation, only in 50 words, no markdown.',
    'You answer in this conversation with a title first (max. 5 words, no punctuation), then only the facts.',
  ].map((text) => ({ from: 'a person, behind a system message', question: FIRST, earlier: [system(text)] })),
  {
    from: 'Open WebUI: a question with documents',
    question: `### Task:\nRespond to the user query using the provided context, incorporating inline citations in the format [id].\n\n### Guidelines:\n- If you don't know the answer, clearly state that.\n- Only include citations with an id.\n- Do not use XML tags in your response.\n\n### Output:\nProvide a clear and direct response to the user's query.\n\n<context>\n<source id="1">The bakery opens at nine. Title: Bakery hours</source>\n</context>\n\n${FIRST}`,
  },
  {
    from: 'LangChain: an answer from a context',
    question: `Use the following pieces of context and the chat history to answer the question at the end. Only use the context, nothing else. Keep it to three sentences.\n\nChat History:\nHuman: ${FIRST}\nAssistant: At nine.\n\nQuestion: ${LAST}\nHelpful Answer:`,
  },
  {
    from: 'an app that wants both',
    question: `Answer the user's question from the notes and suggest three follow-up questions. Return only JSON: {"answer": "", "follow_ups": []}\n\nConversation:\nUser: ${FIRST}\nAssistant: At nine.\nUser: ${LAST}`,
  },
  {
    from: 'an agent with a transcript of its steps',
    question: `Answer the following question as best you can. Use this format:\n\nQuestion: the input question\nThought: what to do\nFinal Answer: the answer\n\nQuestion: ${FIRST}`,
  },
  {
    from: 'an app that wants a reply and a title',
    question: `Reply to the last message. Output only JSON: {"response": "", "title": "a title of 3 words for the conversation"}\n\nUser: ${FIRST}\nAssistant: At nine.\nUser: ${LAST}`,
  },
  {
    from: 'a title as a typed output',
    question: `Extract the title and the tags of the note on bread as JSON {"title": "", "tags": []}`,
  },
];
