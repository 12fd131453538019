/**
 * The shelf's own words, in this order: names of the lists, names of the buttons, what a screen
 * reader says of carousel and slide. # stands for a number.
 */
export const ENGLISH = [
  'For you',
  'Similar items',
  'Popular',
  'Recently viewed',
  'Back',
  'Forward',
  'carousel',
  'item',
  '# of #',
]
