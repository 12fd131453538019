import type { Token } from './text.ts'

/** Phrases of a list, as tokens are folded: lower case, no accents. */
function listOf(phrases: string): readonly string[] {
  return phrases.trim().split(/\s*\|\s*/)
}

/** What people type beside the catalogue's words, by what it does. English, then German. */
export const PHRASES = {
  max: listOf(`
    under | below | less than | cheaper than | up to | at most | max | maximum | no more than |
    not more than | not over | within | or less | unter | bis | bis zu | hochstens |
    weniger als | maximal | nicht mehr als | gunstiger als | billiger als | limit of |
    budget of | budget | my budget is | no pricier than | for under | for less than |
    costing less than | not above | nicht teurer als | fur unter | for up to | for max | for at most`),
  min: listOf(`
    over | above | more than | at least | from | starting at | min | minimum | not under |
    uber | ab | mindestens | mehr als | von | teurer als | for over | not less than |
    no less than | nicht unter`),
  /** A maximum too, before a currency or at the end. */
  roughly: listOf(`
    around | about | roughly | approximately | rund | rund um | etwa | ca | circa | um die | um |
    so | so um die | ungefahr`),
  between: listOf(`
    between | zwischen`),
  since: listOf(`
    from | von | ab`),
  to: listOf(`
    and | und | to | bis | - | –`),
  orMore: listOf(`
    and up | or more | plus | und mehr | oder mehr | oder teurer | at least | minimum`),
  orLess: listOf(`
    or less | oder weniger | max | at most | tops | maximum | or cheaper | or under | maximal |
    hochstens | oder gunstiger | limit`),
  joins: listOf(`
    and | und | but | aber | sowie | as well as | , | ; | . | ! | ?`),
  opens: listOf(`
    something | a | an | some | another | show | find | i | looking | etwas | ein | eine |
    einen | zeig | zeige | ich | suche | or something | also | plus | auch | ausserdem | dazu |
    recommend | suggest | have you | do you | give | need | want | let | how about | what about |
    im | id | i'm | i'd | maybe | please find | got any | any | one more | empfiehl | habt |
    habt ihr | gib | wir | vielleicht | brauche | noch`),
  please: listOf(`
    please | bitte | me | mir | ! | . | ?`),
  forWhom: listOf(`
    for | fur`),
  low: listOf(`
    cheap | cheaper | inexpensive | affordable | budget | low cost | low price | bargain |
    not expensive | not too expensive | less expensive | gunstig | gunstige | gunstiges |
    gunstigen | gunstiger | billig | billige | billiger | preiswert | preiswerte |
    nicht teuer | nicht zu teuer | low-cost | low priced | reasonably priced | cheapish |
    cheaply | not so expensive | gunstigere | gunstigeres | gunstigeren | billigere |
    billiges | billigen | preiswertes | preiswerten | nicht so teuer`),
  currency: listOf(`
    $ | € | £ | ¥ | dollar | dollars | euro | euros | eur | usd | gbp | pounds | bucks | quid |
    franken | chf | fr`),
  age: listOf(`
    - year - old | - year - olds | year - old |
    year | years | yr | yrs | jahre | jahren | jahriger | jahrige | jahrigen | months |
    monate | year old | years old | year olds | yr old | jahr | jahriges | month | months old`),
  children: listOf(`
    kids | kid | children | child | ages | age | aged | kinder | kind | alter`),
  exclude: listOf(`
    not | no | without | except | but not | nothing with | anything but | don't want | nicht |
    ohne | kein | keine | keinen | keines | ausser | nothing by | nothing from | nothing about |
    nothing like | nothing too | nothing | not too | not so | not by | not from | not the |
    do not want | dont want | don't like | dont like | do not like | don't love | hate | hates |
    avoid | avoiding | excluding | exclude | skip | hide | minus | other than | anything except |
    everything but | everything except | free of | free from | less | no more | never | but no |
    none of | without any | dislike | dislikes | can't stand | nichts von | nichts mit |
    nichts aus | nicht von | nicht aus | nicht so | nicht zu | nichts | keinem | keiner |
    mag nicht | mag kein | mag keine | hasst | ausgenommen | bloss nicht | bloss kein |
    don't show me | dont show me | do not show | do not show me | don't show | dont show |
    please no | leave out | no more of | zeig mir kein | zeig mir keine | keinesfalls | lass weg`),
  limit: listOf(`
    only | just | nur | bloss | only the | just the | only ones | must be | has to be |
    have to be | should be | needs to be | bitte nur | ausschliesslich | es muss | muss | soll`),
  gift: listOf(`
    gift | gifts | present | presents | geschenk | geschenke | gift idea | gift ideas |
    christmas gift | surprise | schenken | verschenken | geburtstagsgeschenk |
    weihnachtsgeschenk | mitbringsel | kleinigkeit | geschenkidee | uberraschung`),
  /** What a gift is for, where a gift is asked for. */
  occasion: listOf(`
    birthday | anniversary | christmas | xmas | wedding | graduation | housewarming | valentines |
    valentine's day | mothers day | mother's day | fathers day | father's day | easter | geburtstag |
    weihnachten | hochzeit | ostern | muttertag | vatertag | einzug | jahrestag`),
  similar: listOf(`
    similar to | like this | like that | more like | something like | ahnlich wie | ahnlich |
    so etwas wie | similar | like these | like those | like the | like it | like | similar ones |
    something similar | in the style of | reminds me of | along the lines of | alternative to |
    alternatives to | comparable to | close to | i loved | i liked | loved | enjoyed |
    i enjoyed | same as | if i liked | ahnliche | ahnliches | ahnlicher | etwas wie | sowas wie |
    wie der | wie die | wie das | alternative zu | im stil von | mir gefiel | in the vein of |
    more of the same | like the last one | like the first one | related ones | similar products |
    similar brands | similar books | in the manner of | im stile von | ahnliche wie |
    vergleichbar mit`),
  compare: listOf(`
    compare | versus | vs | difference between | vergleiche | vergleich |
    unterschied zwischen | comparing | which is better | which is best | which one is best | what is better | which one is better |
    better than | which should i take | which should i buy | differences between |
    im vergleich zu | besser als | was ist besser | unterschied | unterschiede |
    welches ist besser`),
  more: listOf(`
    more | show more | show me more | something else | anything else | what else | next |
    next page | others | more please | mehr | weiter | etwas anderes | was anderes | was noch |
    weitere | andere | page | show others | other ones | what other ones are there | what else do you have |
    what else is there | more of these | more of them | more like these | keep going |
    load more | any others | see more | next ones | different ones | another one | zeig mehr | zeig mir mehr | zeige mir mehr | zeig mir andere | zeig mir noch mehr |
    zeige mehr | mehr davon | noch mehr | weitere davon | andere davon | nachste |
    nachste seite | seite | was gibt es noch | was habt ihr noch | weiter so`),
  undo: listOf(`
    undo | reset | start over | start again | clear all | forget it | forget that | never mind |
    any price | remove | zurucksetzen | von vorne | von vorn | vergiss es | vergiss das |
    preis egal | entferne | clear everything | clear the filters | clear filters | remove all |
    reset all | reset everything | forget | forget about | forget everything | forget all that |
    drop the | scrap that | ignore that | take away | never mind the | go back | new search |
    any price is fine | price does not matter | the price does not matter |
    price doesn't matter | money is no object | i don't care about | i dont care about |
    not necessarily | show everything | alles zurucksetzen | alles loschen | losche | loschen |
    vergiss | neue suche | der preis ist egal | doch nicht | ruckgangig | neustart |
    preis ist egal | no need for | does not have to be | doesn't have to be | need not be |
    never mind about | forget the | remove the | without the price limit | muss nicht sein |
    muss nicht`),
  other: listOf(`
    where is my | track my order | my order | shipping | delivery | refund | return policy |
    opening hours | cancel my order | my account | password | wo ist mein | wo ist meine |
    bestellung | versand | lieferung | ruckgabe | offnungszeiten | mein konto | passwort |
    parcel | my package | ship to | do you ship | do you deliver | deliver to | return a |
    return it | return my | can i return | send back | send it back | exchange | voucher |
    discount code | pay by | pay with | payment | paypal | customer service | talk to a human |
    contact you | hello | hi | hey | good morning | thanks | thank you | invoice | my invoice |
    store hours | are you open | log in | login | hallo | guten tag | guten morgen | danke |
    paket | mein paket | sendung | zuruckgeben | zuruckschicken | umtauschen | bezahlen |
    rechnung | gutschein | kundendienst | kann ich zahlen | liefert ihr | geoffnet | lieferzeit |
    arrived damaged | item arrived | charged twice | gift wrap | forgot my | change my address |
    my address | deliver | beschadigt | passwort vergessen`),
  price: listOf(`
    price | prices | money | budget | cost | preis | preise | preises | geld`),
  either: listOf(`
    or | oder`),
  /** They open a refinement: `in translation`, `aus leder`. */
  relations: listOf(`
    in | with | for | about | by | from | on | without | set in | of | aus | mit | fur | uber | von |
    im | zum | zur`),
  sort: listOf(`
    sort by | sorted by | sort | order by | ordered by | sortiert nach | sortiere nach | sortieren`),
  /** Before a column: its values no longer matter. */
  anyOf: listOf(`
    any | whatever | no matter which | egal welche | egal welcher | egal welches | jede | beliebige`),
  first: listOf(`
    first | at the top | zuerst | oben`),
  instead: listOf(`
    instead | actually | rather | lieber | stattdessen | doch eher | instead of that |
    change to | switch to | make it | i would rather | i'd rather | doch lieber | besser |
    lieber doch | anstatt`),
  also: listOf(`
    and | also | plus | as well as | und | auch | ausserdem | dazu`),
  stock: listOf(`
    in stock | available | available now | ready to ship | lieferbar | auf lager | verfugbar |
    vorratig | on stock | that are available | you have in stock | in store now |
    sofort lieferbar | vorrat | verfugbare | lieferbare`),
  recipient: listOf(`
    mother | father | mum | mom | dad | son | daughter | nephew | niece | brother | sister |
    wife | husband | girlfriend | boyfriend | friend | grandmother | grandma | grandfather |
    grandpa | grandson | granddaughter | aunt | uncle | cousin | boss | teacher | colleague |
    partner | baby | toddler | parents | him | her | mutter | mama | vater | papa | sohn |
    tochter | neffe | neffen | nichte | bruder | schwester | frau | mann | freund | freundin |
    oma | opa | enkel | enkelin | tante | onkel | chef | chefin | lehrer | lehrerin | kollege |
    kollegin | eltern | mummy | mommy | daddy | girl | boy | neighbor | neighbour | roommate |
    flatmate | godson | goddaughter | teenager | student | coworker | fiance | nan | gran |
    granny | grandad | madchen | junge | jungen | nachbar | nachbarin | nachbarn | kollegen |
    ehefrau | ehemann | schwiegermutter | schwiegervater | patenkind | cousine | grossmutter |
    grossvater | freunde | partnerin | mother in law | father in law | sister in law |
    brother in law | best friend | little one | kid | child | kind | beste freundin |
    bester freund | besten freund | besten freundin`),
  /** `like` that compares nothing. */
  wish: listOf(`
    would like | i'd like | id like | would you like | i like | like to | also like |
    i would like | fan of | a fan of | i love | who love | they love | we love | you love | would love | he loves |
    she loves | people who love | i'd love | id love`),
  reference: listOf(`
    that | this | these | those | diese | dieser | dieses | diesen`),
  /** What a request is made of, beside its values. */
  fillers: listOf(`
    a | an | the | any | some | good | nice | great | really | very | new | another | few |
    more | i | im | i'm | i've | we | you | he | she | they | it | is | are | was | be | am |
    has | have | had | do | does | did | can | could | would | should | will | what | which |
    who | whose | where | when | how | that | this | these | those | there | here | me | my |
    mine | our | your | his | her | their | its | to | of | in | on | at | by | for | from |
    with | about | into | as | or | and | but | if | so | then | than | too | also | just |
    only | please | want | wanted | need | needs | looking | look | search | searching | find |
    show | give | get | got | buy | see | let | lets | recommend | suggest | suggestion |
    suggestions | recommendation | recommendations | suggested | something | anything | things |
    thing | stuff | ones | one | kind | kinds | type | sort | sorts | likes | like | loves |
    enjoys | enjoy | interested | reads | read | reading | collects | wants | all | maybe |
    actually | first | next | else | explained | introduction | easy | id | made | around | up |
    old | out | against | that's | what's | he's | she's | hes | shes | who's | don't | written |
    published | after | before | best | idea | ideas | bit | lot | lots | not | no | price |
    prices | ich | wir | ihr | er | sie | es | ein | eine | einen | einem | einer | eines | der |
    die | das | den | dem | des | und | oder | aber | mit | aus | fur | von | vom | zu | zum |
    zur | auf | bei | uber | als | wie | wer | wo | welche | welcher | welches | ist | sind |
    habe | haben | habt | hast | gibt | gib | geben | suche | suchen | sucht | brauche |
    brauchen | braucht | mochte | mochten | wollen | hatte | gern | gerne | mag | liebt | kann |
    konnen | konnt | soll | sollte | bitte | mal | noch | auch | schon | nur | etwas | sehr |
    gut | gute | guten | gutes | guter | schone | schones | schonen | neu | neue | neuen |
    neues | mein | meine | meinen | meinem | meiner | unser | unsere | unseren | sein | seine |
    ihre | mir | mich | uns | euch | dir | zeig | zeige | finde | zeigen | kaufen | preis |
    nach | sortieren | sortiert | nicht | kein | keine | sich | doch | dann | da | hier | ja |
    nein | um | ob | wenn | vergiss | interessiert | jemand | jemanden | possible | learn |
    start | lasts | little | bitten`),
  /** What a shop calls all that it sells. */
  nouns: listOf(`
    book | books | novel | novels | story | stories | title | titles | read | reads | product | products |
    item | items | volume | volumes | buch | bucher | roman | romane | titel | artikel | produkt | produkte |
    sachen | ding | dinge`),
} as const satisfies Record<string, readonly string[]>

/** Words of an order, and the order. */
export const ORDERS = {
  'price ascending': listOf(`
    cheapest | lowest price | price low to high | price ascending | by price | low to high |
    least expensive | gunstigste | gunstigsten | gunstigstes | billigste | billigsten | nach preis |
    preis aufsteigend`),
  'price descending': listOf(`
    most expensive | highest price | price high to low | price descending | high to low | priciest |
    teuerste | teuersten | preis absteigend`),
  newest: listOf(`
    newest | latest | most recent | by date | newest first | neueste | neuesten | neuestes | neuste |
    neusten | nach datum`),
  popular: listOf(`
    most popular | bestselling | best selling | bestseller | bestsellers | best rated | top rated |
    best reviewed | by popularity | popularity | beliebteste | beliebtesten | meistverkaufte |
    bestbewertete | nach beliebtheit`),
} as const satisfies Record<string, readonly string[]>

export type Order = keyof typeof ORDERS

/** Phrases of a list, and the words of the longest by first word. */
interface Known {
  phrases: ReadonlySet<string>
  longest: ReadonlyMap<string, number>
}

const lists = new WeakMap<readonly string[], Known>()

function knownOf(list: readonly string[]): Known {
  const before = lists.get(list)
  if (before) return before
  const longest = new Map<string, number>()
  for (const phrase of list) {
    const words = phrase.split(' ')
    longest.set(words[0], Math.max(longest.get(words[0]) ?? 0, words.length))
  }
  const known = { phrases: new Set(list), longest }
  lists.set(list, known)
  return known
}

/**
 * The end of the longest phrase of a list that begins at a token.
 *
 * @returns the token after it, or `from` if none begins there
 */
export function phraseEnd(list: readonly string[], tokens: readonly Token[], from: number): number {
  if (from < 0 || from >= tokens.length) return from
  const { phrases, longest } = knownOf(list)
  const words = longest.get(tokens[from].text) ?? 0
  for (let to = Math.min(tokens.length, from + words); to > from; to--)
    if (phrases.has(textOf(tokens, from, to))) return to
  return from
}

/** The first token at which a phrase of a list begins; −1: none does. */
export function phraseAt(
  list: readonly string[],
  tokens: readonly Token[],
  from = 0,
  to = tokens.length,
): number {
  for (let at = from; at < to; at++) if (phraseEnd(list, tokens, at) > at) return at
  return -1
}

function textOf(tokens: readonly Token[], from: number, to: number): string {
  let text = tokens[from].text
  for (let at = from + 1; at < to; at++) text += ` ${tokens[at].text}`
  return text
}
