/** The names in a label that only names exemplars: "like Aladdin and Mulan" is "Aladdin & Mulan". */
export function exemplarNames(label: string): string {
  return label.startsWith('like ') ? label.slice('like '.length).replace(' and ', ' & ') : label
}
