/** The words of `<tacit-search>`, in this order; # stands for what was typed or understood. */
export const ENGLISH = [
  'Search',
  'Suggestions',
  'No suggestions',
  'Understood',
  'Remove #',
  'not #',
]
