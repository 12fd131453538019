/** What is said about contributing. `#` stands for a number or a host, `{}` for titles. */
export interface ContributeWords {
  title: string
  label: string
  about: string
  server: string
  gone: string
  next: string
  pair: string
  none: string
  done: string
  threshold: string
  epsilon: string
  first: string
  bit: string
}

const NAMES = 'title label about server gone next pair none done threshold epsilon first bit'.split(
  ' ',
)

const TEXTS: Record<string, readonly string[]> = {
  en: [
    'Contribute',
    'Contribute pairs of items',
    'Now and then this device may send pairs of items like those below. The site can read a pair only if enough devices sent the same one. Everything else stays in this browser.',
    '# passes the messages on. It sees your address and the time, but no content.',
    'What was sent cannot be called back, because nobody can find it.',
    'This would be sent next',
    'People who looked at {} also looked at {}',
    'Nothing would be sent now.',
    'This time is done: your device has sent its messages.',
    'Protection: at least # devices must send the same pair.',
    'ε = # each time, # after 13 times, at δ = 10⁻⁶.',
    'This needs your history on this device: turn on remembering first.',
    'One answer, yes or no: whether the list had what you looked at last. By chance it is wrong one time in eight (ε = 2).',
  ],
  de: [
    'Beitragen',
    'Paare von Artikeln beitragen',
    'Ab und zu darf dieses Gerät Paare von Artikeln wie die folgenden senden. Die Website kann ein Paar nur lesen, wenn genügend Geräte dasselbe gesendet haben. Alles andere bleibt in diesem Browser.',
    '# reicht die Nachrichten weiter und sieht deine Adresse und die Zeit, aber keinen Inhalt.',
    'Gesendetes lässt sich nicht zurückholen, weil niemand es finden kann.',
    'Das würde als Nächstes gesendet',
    'Wer {} ansah, sah auch {} an',
    'Zurzeit würde nichts gesendet.',
    'Für dieses Mal erledigt: Dein Gerät hat seine Nachrichten gesendet.',
    'Schutz: Mindestens # Geräte müssen dasselbe Paar senden.',
    'ε = # je Mal, # nach 13 Malen, bei δ = 10⁻⁶.',
    'Das braucht deinen Verlauf auf diesem Gerät: Schalte zuerst das Merken ein.',
    'Eine Antwort, ja oder nein: ob die Liste enthielt, was du zuletzt angesehen hast. Zufällig ist jede achte falsch (ε = 2).',
  ],
  fr: [
    'Contribuer',
    'Contribuer des paires d’articles',
    'De temps en temps, cet appareil peut envoyer des paires d’articles comme celles ci-dessous. Le site ne peut lire une paire que si assez d’appareils ont envoyé la même. Tout le reste demeure dans ce navigateur.',
    '# transmet les messages : il voit votre adresse et l’heure, mais aucun contenu.',
    'Ce qui a été envoyé ne peut être rappelé, car personne ne peut le retrouver.',
    'Voici ce qui serait envoyé',
    'Les personnes qui ont vu {} ont aussi vu {}',
    'Rien ne serait envoyé maintenant.',
    'C’est fait pour cette fois : votre appareil a envoyé ses messages.',
    'Protection : au moins # appareils doivent envoyer la même paire.',
    'ε = # par envoi, # après 13 envois, pour δ = 10⁻⁶.',
    'Il faut d’abord enregistrer votre historique sur cet appareil.',
    'Une réponse, oui ou non : la liste contenait-elle ce que vous avez vu en dernier ? Au hasard, une sur huit est fausse (ε = 2).',
  ],
  es: [
    'Contribuir',
    'Contribuir con pares de artículos',
    'De vez en cuando, este dispositivo puede enviar pares de artículos como los de abajo. El sitio solo puede leer un par si bastantes dispositivos enviaron el mismo. Todo lo demás se queda en este navegador.',
    '# reenvía los mensajes: ve tu dirección y la hora, pero ningún contenido.',
    'Lo enviado no se puede retirar, porque nadie puede encontrarlo.',
    'Esto se enviaría a continuación',
    'Quienes vieron {} también vieron {}',
    'Ahora no se enviaría nada.',
    'Hecho por esta vez: tu dispositivo envió sus mensajes.',
    'Protección: al menos # dispositivos deben enviar el mismo par.',
    'ε = # por envío, # tras 13 envíos, con δ = 10⁻⁶.',
    'Primero hay que guardar tu historial en este dispositivo.',
    'Una respuesta, sí o no: si la lista tenía lo último que viste. Al azar, una de cada ocho es falsa (ε = 2).',
  ],
}

/** The words in a locale's language; English for a language that there is none of. */
export function wordsIn(locale: string | null): ContributeWords {
  const language = (locale ?? 'en').toLowerCase().split(/[-_]/)[0]
  const texts = Object.hasOwn(TEXTS, language) ? TEXTS[language] : TEXTS.en
  return Object.fromEntries(NAMES.map((name, n) => [name, texts[n]])) as unknown as ContributeWords
}

/** A pair in words. @returns makes the sentence of two titles */
export function sentenceOf(locale: string | null): (i: string, j: string) => string {
  const [before, between, after] = wordsIn(locale).pair.split('{}')
  return (i, j) => before + i + between + j + after
}
