import { phrases, type Templates } from './types.ts'

export const de: Templates = {
  acts: {
    find: phrases(`<pre> <np> | <pre> <np> | <pre> <np> | <pre> <np> <bound> | <pre> <np> <bound> |
      <pre> <np> für <age> | <pre> <np> [stock:<stocks>] | [order:<orders>] <c>`),
    gift: phrases(`<want> <gift> für <who> | <want> <gift> für <who> <likes> | etwas für <who> <likes> |
      <gift> für <who> <bound> | was kann ich <who> schenken | <np> für <who>`),
    similar: phrases('<like> [brand] | <like> [title] | <like> [c] | <alike>'),
    exclude: phrases(
      '<no> <c> | <no> <c> | nicht von [brand] | nichts von [brand] | <no> <c> bitte',
    ),
    limit: phrases(`<only> <bound> | <bound> | <only> <c> | <only> <c> | [stock:<stocks>] |
      etwas [price_low:<lows>] | die [price_low:<lows>] | <only> von [brand]`),
    sort: phrases(`[order:<orders>] zuerst | nach [order:<keys>] sortieren | sortiert nach [order:<keys>] |
      zeig die [order:<orders>] zuerst`),
    compare:
      phrases(`vergleiche <one> mit <one> | unterschied zwischen <one> und <one> | <one> oder <one> , was ist
      besser`),
    undo: phrases('<reset> | <reset> | vergiss <c> | doch nicht <c> | entferne <c>'),
    more: phrases('<mores>'),
    other: phrases('<others>'),
  },
  words: {
    pre: phrases(`|||| ich suche | ich brauche | habt ihr | gibt es | zeig mir | ich möchte | wir brauchen |
      ich hätte gern | suche | haben sie`),
    det: phrases('||| ein | eine | einen | gute | die | neue'),
    np: phrases(`<det> <c> | <c> | <c> <c> | <low> <c> | <c> von [brand] | <c> aus <c> | <c> für <c> | [brand] |
      [title] | <c> in <c> | <c> mit <c>`),
    c: phrases('[c]'),
    one: phrases('[c] | [brand] | [title]'),
    low: phrases('|||| [price_low:<lows>]'),
    lows: phrases(
      'günstige | günstigere | billige | preiswerte | günstig | nicht zu teuer | billigere',
    ),
    bound: phrases(`<max> [price_max] <cur> | <max> [price_max] <cur> | <min> [price_min] <cur> |
      zwischen [price_min] und [price_max] <cur> | von [price_min] bis [price_max] <cur>`),
    max: phrases(`unter | bis | bis zu | höchstens | maximal | weniger als | nicht mehr als | nicht teurer als |
      rund | etwa`),
    min: phrases('ab | mindestens | über | mehr als'),
    cur: phrases('| euro | € | euro'),
    age: phrases('[age] jährige | kinder ab [age] jahren'),
    who: phrases(`meine [recipient:<women>] | meinen [recipient:<men>] | eine [recipient:<women>] |
      einen [recipient:<men>] | meiner [recipient:<women>] | meinem [recipient:<men>]`),
    women: phrases(
      'oma | mutter | tante | schwester | freundin | nichte | tochter | kollegin | frau | chefin',
    ),
    men: phrases('opa | vater | onkel | bruder | freund | neffen | sohn | kollegen | mann | chef'),
    likes: phrases('|| , die <c> liebt | , der gern <c> | , sie mag <c> | , er mag <c>'),
    want: phrases('|| ich suche ein | ein'),
    gift: phrases('geschenk | mitbringsel | kleinigkeit | geburtstagsgeschenk'),
    like: phrases('so etwas wie | ähnlich wie | etwas wie | so wie | alternative zu'),
    alike: phrases('so etwas ähnliches | ähnliche'),
    no: phrases('ohne | kein | keine | nicht | aber nicht | nichts mit | außer | bloß nicht'),
    only: phrases('nur | bitte nur | bloß | ausschließlich'),
    stocks: phrases('auf lager | lieferbar | vorrätig | verfügbar'),
    orders: phrases(
      'billigste | günstigste | neueste | beliebteste | teuerste | neuesten | günstigsten',
    ),
    keys: phrases('preis | beliebtheit | datum'),
    reset:
      phrases(`von vorne | zurücksetzen | alles zurücksetzen | vergiss das | vergiss es | preis egal |
      alles löschen | neue suche | der preis ist egal`),
    mores: phrases(
      'mehr | etwas anderes | weitere | zeig mehr | mehr davon | nächste seite | andere | weiter',
    ),
    others:
      phrases(`wo ist mein paket | was kostet der versand | wie lange dauert die lieferung | hallo | danke |
      kann ich das zurückgeben | öffnungszeiten | ich will meine bestellung stornieren | passwort vergessen`),
  },
  joins: {
    exclude: phrases(', | aber | , aber'),
    limit: phrases(', | und'),
    sort: phrases(', | und'),
    other: phrases('und | und auch | , | außerdem'),
  },
}
