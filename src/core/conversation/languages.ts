/**
 * The words that hold a question together, in the languages that the rules know. All else of a question is its content. Lists are of
 * the closed classes, which do not grow; only the last two name what people leave out most.
 */
export interface Language {
  readonly determiners: ReadonlySet<string>;
  readonly prepositions: ReadonlySet<string>;
  /** Those that join two noun phrases to one: `the key to the roastery`. */
  readonly joining: ReadonlySet<string>;
  readonly interrogatives: ReadonlySet<string>;
  /** Of these the noun behind them is the one asked for: `which supplier`, `how much water`. */
  readonly asking: ReadonlySet<string>;
  readonly auxiliaries: ReadonlySet<string>;
  readonly copulas: ReadonlySet<string>;
  /** All that is neither of these nor content. */
  readonly others: ReadonlySet<string>;
  /** Begin a question that needs no verb of its own: `tell me about`. */
  readonly imperatives: ReadonlySet<string>;
  /** Words for a part or property of something that was named before. Alone they name nothing. */
  readonly relational: ReadonlySet<string>;
  /** Days, months, seasons and the like. */
  readonly times: ReadonlySet<string>;
  /** The commonest verbs as they stand behind an auxiliary: `do customers return coffee`. */
  readonly verbs: ReadonlySet<string>;
  /** Whether every noun is written with a capital. */
  readonly nounsAreCapital: boolean;
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u));

const ENGLISH: Language = {
  determiners: words(
    'a an the our my your this that these those some any all every each no his her its their',
  ),
  prepositions:
    words(`of in on at by to from for with without into onto about between among through during before after over under
    since until till per near behind against via within around like as than above below beyond inside outside beside`),
  joining: words('of for to from with'),
  interrogatives: words(`who whom whose which what when where why how who's what's where's when's how's`),
  asking: words('which what whose'),
  auxiliaries:
    words(`do does did can could should shall will would must may might have has had don't doesn't didn't can't won't
    shouldn't wouldn't couldn't`),
  copulas: words(
    `am is are was were be been being isn't aren't wasn't weren't it's that's there's who's what's where's when's how's`,
  ),
  others:
    words(`i me we us you he she it they them him mine yours and or but so if then because while also not too very just only
    even still already yet there here now please more most less least much many few long often old far big hot high large deep
    heavy exactly actually again else alone instead otherwise up down out off away back anything something everything nothing afterwards afterward meanwhile far usually normally one ones both either neither other others same
    anyway okay ok it's that's let's let get`),
  imperatives: words(
    'tell show list explain describe give find name search compare look define remind help elaborate',
  ),
  relational:
    words(`price prices cost costs time times duration length size weight amount number date deadline day hour hours address
    phone email name owner boss author reason reasons cause causes result results outcome effect purpose goal aim plan steps step next
    rest details detail difference differences rule rules exception exceptions condition conditions requirements ingredients ingredient
    recipe method temperature ratio dose setting settings version status location place budget total sum fee discount risk risks
    problem problems solution fix alternative alternatives option options limit limits minimum maximum average threshold title topic
    example examples happen happens happened decide decided start starts started end ends ended begin begins pay pays take takes work
    works mean means change changes changed say says said do done go goes need needs use uses used come comes make makes made first
    last second third new old main total due cheap cheaper expensive password passphrase code closed open contact hours question answer`),
  times:
    words(`monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
    january february march april may june july august september october november december spring summer autumn winter weekend weekends
    weekdays today tomorrow yesterday christmas easter morning afternoon evening night noon week month year quarter days week's weeks months years hour hours minute minutes`),
  verbs:
    words(`accept add apply arrive ask bake begin book bring build buy call cancel carry change charge check clean close collect
    contact contain cook cost cover create cut decide delete deliver deploy drink dry eat end expire find finish fix fly give go grow
    happen help hold include install join keep know lapse last learn leave like live look lose make mean measure meet move need offer
    open order own pack pay pick plan produce put reach read receive refund refuse remove renew rent repair replace require restart
    return roast run save say sell send serve set share ship show sign sleep speak spend stand start stay steep stop store supply take
    taste teach tell test travel turn update use visit want wash weigh win work write`),
  nounsAreCapital: false,
};

const GERMAN: Language = {
  determiners:
    words(`der die das den dem des ein eine einen einem einer eines unser unsere unseren unserem unserer mein meine meinen
    meinem meiner dein deine euer eure kein keine keinen jeder jede jedes alle dieser diese dieses diesen diesem`),
  prepositions:
    words(`in im an am auf aus bei beim mit nach seit von vom zu zum zur für über unter um gegen ohne durch vor hinter zwischen
    neben bis während pro ab wegen ins ans`),
  joining: words('von vom für zum zur mit aus'),
  interrogatives:
    words(`wer wen wem wessen was wann wo wohin woher warum wieso weshalb wie welche welcher welches welchen welchem wieviel
    wieviele womit wofür wozu worüber`),
  asking: words('welche welcher welches welchen welchem wessen'),
  auxiliaries:
    words(`kann können könnte soll sollen sollte muss müssen darf dürfen will wollen wird werden würde hat haben hatte habe
    möchte`),
  copulas: words('ist sind war waren sein bin bist wurde wurden gibt'),
  others:
    words(`ich du er sie es wir ihr mich dich ihn ihm uns euch ihnen mir dir sich man und oder aber denn dann wenn weil dass ob auch
    nicht nur noch schon sehr so da dort hier dorthin jetzt bitte mehr wenig lange oft genau eigentlich doch mal viel viele beide
    davon dafür damit daran darauf darin darüber dazu danach davor dabei daraus dessen deren sonst wieder selbe`),
  imperatives: words(
    'erzähl erzähle zeig zeige nenn nenne erklär erkläre beschreib beschreibe gib such suche sag sage vergleiche',
  ),
  relational:
    words(`preis preise kosten kostet dauer dauert größe gewicht menge anzahl datum frist tag uhrzeit zeit adresse telefonnummer
    name grund gründe ergebnis zweck ziel plan schritte schritt einzelheiten unterschied regel regeln ausnahme ausnahmen zutaten rezept
    methode temperatur verhältnis einstellung einstellungen status ort budget summe gebühr rabatt risiko problem lösung alternative
    beispiel beginnt endet passiert passierte entschieden bezahlt braucht gilt geht steht liegt heißt gemacht macht öffnet schließt`),
  times:
    words(`montag dienstag mittwoch donnerstag freitag samstag sonntag montags dienstags mittwochs donnerstags freitags samstags
    sonntags januar februar märz april mai juni juli august september oktober november dezember frühling sommer herbst winter wochenende
    wochenenden heute morgen gestern weihnachten ostern vormittag nachmittag abend woche monat jahr`),
  verbs: new Set(),
  nounsAreCapital: true,
};

const SPANISH: Language = {
  determiners:
    words(`el la los las un una unos unas nuestro nuestra nuestros nuestras mi mis tu tus este esta estos estas ese esa esos
    esas cada todo toda todos todas ningún ninguna algún alguna`),
  prepositions: words('de del a al en con sin para por sobre entre desde hasta durante según contra tras'),
  joining: words('de del para con'),
  interrogatives:
    words(`quién quien quiénes qué que cuál cual cuáles cuándo cuando dónde donde adónde cómo como cuánto cuánta cuántos
    cuántas cuanto cuanta cuantos`),
  asking: words('qué cuál'),
  auxiliaries: words('puede puedo podemos debe debo debemos ha han hemos había quiere hay'),
  copulas: words('es son era eran fue fueron está están estaba ser estar'),
  others:
    words(`yo tú él ella ello ellos ellas nosotros se me te nos le les lo y o pero si entonces porque también no más muy ya aún
    todavía allí ahí aquí ahora menos mucho poco eso esto aquello su sus mismo misma otra otro vez tanto`),
  imperatives: words('dime muéstrame explica explícame describe dame busca nombra háblame cuéntame compara'),
  relational:
    words(`precio precios coste costo cuesta cuestan dura duran tamaño peso cantidad número fecha plazo día hora horas dirección
    teléfono nombre motivo razón resultado objetivo plan pasos paso detalles diferencia regla reglas excepción excepciones ingredientes
    receta método temperatura estado lugar presupuesto total tarifa descuento riesgo problema solución ejemplo empieza termina pasa pasó
    decidió paga necesita usa abre cierra tiempo vale sirve`),
  times:
    words(`lunes martes miércoles jueves viernes sábado sábados domingo domingos enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre primavera verano otoño invierno hoy mañana ayer navidad semana mes año tarde noche`),
  verbs: new Set(),
  nounsAreCapital: false,
};

/** Words of their neighbours that are in no list above: a sentence with as many of them is in one of these. */
const FOREIGN =
  words(`le les des du une dans pour avec sans sur qui quoi où quand comment pourquoi combien est sont je nous vous il elle
  ils elles ce cette ces quel quelle quels quelles pas ne et ou mon ma mes notre nos votre vos au aux lequel coûte
  gli dello della delle degli nel nella dal dalla che chi cosa quando quanto quanti perché sono è ho abbiamo di il
  o os as um uma do da dos das no na nos nas em para com quem onde quanto por você nós não é são está
  het een van op voor wie wat waar wanneer waarom hoe hoeveel is zijn ik wij jij ze niet dat deze dit`);

/** In the order in which they win where a text is of two equally. */
const LANGUAGES: readonly Language[] = [ENGLISH, GERMAN, SPANISH];

/** A sentence of these languages has at least this share of words that are in its lists. A foreign one shares `a`, `in` or `que`. */
const KNOWN_FROM = 0.25;

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;

/** @returns null for a language that the rules do not know, and for a text that tells none */
export function languageOf(text: string): Language | null {
  const said = (text.toLowerCase().match(WORD) ?? []).map((word) => word.replace('’', "'"));
  let best: Language | null = null;
  let most = 0;
  for (const language of LANGUAGES) {
    const known = said.filter((word) => isFunctionWord(word, language)).length;
    if (known > most) [best, most] = [language, known];
  }
  const foreign = said.filter((word) => FOREIGN.has(word) && !(best && isFunctionWord(word, best))).length;
  return most > 2 * foreign && most >= said.length * KNOWN_FROM ? best : null;
}

export function isFunctionWord(word: string, language: Language): boolean {
  const { determiners, prepositions, interrogatives, auxiliaries, copulas, others } = language;
  return [determiners, prepositions, interrogatives, auxiliaries, copulas, others].some((list) =>
    list.has(word),
  );
}

export { ENGLISH, GERMAN, SPANISH };
