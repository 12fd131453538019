/** An invented shop of forty things for house and garden: title, category, marke, farbe, material. */
const ROWS = `
Gießkanne 5 Liter|Garten > Bewässerung > Gießkannen|Blattwerk|grün|Kunststoff
Gießkanne Emma|Garten > Bewässerung > Gießkannen|Erdreich|rot|Metall
Gartenschlauch 20 m|Garten > Bewässerung > Schläuche|Blattwerk|gelb|Kunststoff
Perlschlauch|Garten > Bewässerung > Schläuche|Erdreich|schwarz|Gummi
Spaten Eiche|Garten > Werkzeug > Spaten|Erdreich|braun|Edelstahl
Schaufel rund|Garten > Werkzeug > Schaufeln|Blattwerk|schwarz|Stahl
Laubrechen|Garten > Werkzeug > Rechen|Blattwerk|grün|Metall
Gartenschere|Garten > Werkzeug > Scheren|Erdreich|rot|Stahl
Astsäge|Garten > Werkzeug > Sägen|Erdreich|rot|Stahl
Hausbesen|Haushalt > Besen|Kehrwieder|braun|Holz
Hofbesen|Haushalt > Besen|Kehrwieder|grün|Kunststoff
Handschuhe Rosenfreund|Garten > Kleidung > Gartenhandschuhe|Blattwerk|braun|Leder
Handschuhe Feinarbeit|Garten > Kleidung > Gartenhandschuhe|Erdreich|blau|Baumwolle
Gummistiefel hoch|Garten > Kleidung > Gummistiefel|Regenzeit|grün|Gummi
Gummistiefel Punkte|Garten > Kleidung > Gummistiefel|Regenzeit|blau|Gummi
Blumentopf Terra|Garten > Blumentöpfe|Erdreich|braun|Keramik
Blumentopf Schnee|Garten > Blumentöpfe|Blattwerk|weiß|Kunststoff
Blumenerde 40 Liter|Garten > Erde & Dünger|Erdreich||
Rosendünger|Garten > Erde & Dünger|Erdreich||
Gartenstuhl Lehne|Garten > Möbel > Gartenstühle|Sommersitz|weiß|Kunststoff
Gartenstuhl Teak|Garten > Möbel > Gartenstühle|Sommersitz|braun|Holz
Gartentisch Teak|Garten > Möbel > Gartentische|Sommersitz|braun|Holz
Gartentisch klappbar|Garten > Möbel > Gartentische|Sommersitz|grün|Metall
Windlicht Abend|Wohnen > Windlichter|Lichtblick|weiß|Glas
Stumpenkerze|Wohnen > Kerzen|Lichtblick|rot|Wachs
Außenkerze für draußen|Wohnen > Kerzen|Lichtblick|gelb|Wachs
Tischlampe Mond|Wohnen > Lampen|Lichtblick|weiß|Glas
Stehlampe Bogen|Wohnen > Lampen|Lichtblick|schwarz|Metall
Vase Tropfen|Wohnen > Vasen|Tonhaus|blau|Keramik
Vase Klar|Wohnen > Vasen|Tonhaus|weiß|Glas
Kochtopf 3 Liter|Küche > Töpfe|Kochgut|schwarz|Edelstahl
Suppentopf|Küche > Töpfe|Kochgut|rot|Emaille
Bratpfanne 28 cm|Küche > Pfannen > Bratpfannen|Kochgut|schwarz|Gusseisen
Bratpfanne beschichtet|Küche > Pfannen > Bratpfannen|Kochgut|schwarz|Aluminium
Kochmesser|Küche > Messer|Scharfblick|schwarz|Stahl
Brotmesser|Küche > Messer|Scharfblick|braun|Stahl
Schneidebrett Olive|Küche > Schneidebretter|Kochgut|braun|Holz
Teekanne rund|Küche > Teekannen|Tonhaus|weiß|Keramik
Teller flach|Küche > Geschirr > Teller|Tonhaus|weiß|Keramik
Tasse mit Henkel|Küche > Geschirr > Tassen|Tonhaus|blau|Keramik
`
const rows = ROWS.trim()
  .split('\n')
  .map((row) => row.split('|'))
const column = (n: number) => rows.map((row) => row[n] || null)

export const garten = {
  title: column(0),
  categories: column(1).map((path) => (path ? [path] : null)),
  extra: { marke: column(2), farbe: column(3), material: column(4) },
}
