import { beforeAll, describe, expect, it } from 'vitest'
import { type Dataset, loadDataset } from '../../training/data/index.ts'
import { eventsOfUsers, gatherSequences } from '../../training/data/sequences.ts'
import { historyOf, judgementsOf, reviewsOf } from '../../training/intents/construct/histories.ts'
import { lexicalIntents, userFromItems } from '../../training/intents/construct/local.ts'
import { itemRequest, userRequest } from '../../training/intents/construct/requests.ts'
import { folders } from '../data/folder.ts'

const folder = folders()

const ITEMS = `id,title,categories,description,author,price
bag,Canvas bag,Travel > Bags,Holds all that a weekend needs,,10
hat,Red hat,Clothes > Hats,,,
ink,Black ink,Desk > Ink,Dries fast,A. Writer,3
pen,Steel pen,Desk > Pens,,,
`
const EVENTS = `user,item,time,kind,rating
u,pen,100,view,5
u,ink,200,view,4.5
u,hat,300,view,1
u,pen,400,view,
v,bag,100,hide,
v,ink,200,view,4
w,hat,100,hide,
y,pen,100,view,5
`

async function load(events: string, items = ITEMS): Promise<Dataset> {
  return judged(await loadDataset(folder({ 'interactions.csv': events, 'items.csv': items })))
}

/** With opinions: below 3 and hides are dislikes. */
function judged(dataset: Dataset): Dataset {
  const opinion = Int8Array.from(dataset.item, (_, e) => {
    const isHidden = dataset.kinds[dataset.kind[e]].name === 'hide'
    return isHidden || (dataset.value && dataset.value[e] < 3) ? -1 : 1
  })
  return { ...dataset, opinion }
}

const likesOf = (dataset: Dataset) =>
  gatherSequences(
    dataset,
    eventsOfUsers(dataset).map((row) => row.filter((e) => dataset.opinion![e] > 0)),
  )

const touchedBy = (dataset: Dataset, user: string) => {
  const [row, fit] = [dataset.users.indexOf(user), likesOf(dataset)]
  return historyOf(dataset, fit, row, judgementsOf(dataset), reviewsOf(dataset))
}

const namesOf = (dataset: Dataset, user: string) => {
  return touchedBy(dataset, user).map(
    ({ item, weight, disliked }) =>
      `${dataset.items[item]} ${weight.toFixed(2)}${disliked ? ' no' : ''}`,
  )
}

describe('a history', () => {
  it('has each item once, newest first; low ratings and hides are dislikes', async () => {
    const dataset = await load(EVENTS)
    expect(namesOf(dataset, 'u')).toEqual(['pen 1.00', 'hat 0.90 no', 'ink 0.81'])
    expect(namesOf(dataset, 'v')).toEqual(['ink 1.00', 'bag 0.90 no'])
  })

  it('keeps a low rating after a later view, but not after a better rating', async () => {
    const more = 'x,ink,10,view,1\nx,ink,20,view,\nx,pen,5,view,1\nx,pen,30,view,5\n'
    expect(namesOf(await load(EVENTS + more), 'x')).toEqual(['pen 1.00', 'ink 0.90 no'])
  })

  it('has no dislike that is newer than its newest like, and none of a user without likes', async () => {
    const more = 'x,hat,10,hide,\nx,pen,20,view,\nx,bag,30,hide,\n'
    const dataset = await load(EVENTS + more)
    expect(namesOf(dataset, 'x')).toEqual(['pen 1.00', 'hat 0.90 no'])
    expect(namesOf(dataset, 'w')).toEqual([])
  })

  it('has a disliked item that was bought later as liked', async () => {
    const more = 'x,ink,10,hide,\nx,ink,20,purchase,\n'
    expect(namesOf(await load(EVENTS + more), 'x')).toEqual(['ink 3.00'])
  })

  it('has no dislikes if all events are likes', async () => {
    const dataset = { ...(await load(EVENTS)), opinion: null }
    expect(judgementsOf(dataset)).toBeUndefined()
  })

  it('has equal weights without times', async () => {
    const dataset = await load('user,item\nu,pen\nu,ink\n')
    expect(namesOf(dataset, 'u')).toEqual(['pen 1.00', 'ink 1.00'])
  })
})

describe('a question', () => {
  let dataset: Dataset
  beforeAll(async () => {
    dataset = await load(EVENTS)
  })

  it('about an item contains all its texts', () => {
    const { user, system } = itemRequest(dataset.catalogue, 2)!
    expect(user).toBe(
      'Title: Black ink\nCategories: Desk > Ink\nDescription: Dries fast\nauthor: A. Writer',
    )
    expect(system).toContain('Think in\nthree steps')
    expect(itemRequest({ ids: ['x'] }, 0)).toBeNull()
    // No half of an emoji remains.
    const long = itemRequest({ ids: ['x'], title: [`${'x'.repeat(1199)}💄`] }, 0)!.user
    expect(long.isWellFormed()).toBe(true)
  })

  it('about a user lists the newest first, and dislikes separately', () => {
    const ask = (user: string) => userRequest(dataset.catalogue, touchedBy(dataset, user), true)
    expect(ask('u')!.user.split('\n')).toEqual([
      'History (newest first; newer ones count more):',
      '1. Steel pen (Pens)',
      '2. Black ink (Ink) Dries fast',
      '',
      'Disliked:',
      '1. Red hat (Hats)',
    ])
    const most = (user: string) => ask(user)!.schema.properties.dislikes.maxItems
    expect([most('u'), most('y')]).toEqual([5, 0])
    // No liked item, no question.
    expect(ask('w')).toBeNull()
  })
})

describe('a review', () => {
  const REVIEWED = `user,item,time,kind,rating,review
u,pen,100,view,5,Writes well
u,ink,200,view,4,
u,hat,300,view,1,"Too red,
  far too red"
u,pen,400,view,,"  <b>Still</b> writes<br /> "
v,pen,100,view,4,
`
  const files = (events: string) => folder({ 'interactions.csv': events, 'items.csv': ITEMS })
  const ask = (dataset: Dataset, user: string) =>
    userRequest(dataset.catalogue, touchedBy(judged(dataset), user), true)!

  it('is in the question about its author, the newest of each item', async () => {
    const dataset = await loadDataset(files(REVIEWED), { reviews: true })
    expect(ask(dataset, 'u').user.split('\n')).toEqual([
      'History (newest first; newer ones count more; reviews are their own words, and what they ' +
        'complain of is disliked):',
      '1. Steel pen (Pens) Review: Still writes',
      '2. Black ink (Ink) Dries fast',
      '',
      'Disliked:',
      '1. Red hat (Hats) Review: Too red, far too red',
    ])
    expect(ask(dataset, 'v').user).toBe(
      'History (newest first; newer ones count more):\n1. Steel pen (Pens)',
    )
  })

  it('may express dislikes', async () => {
    const events = 'user,item,time,review\nu,pen,1,It leaks\n'
    const { schema } = ask(await loadDataset(files(events), { reviews: true }), 'u')
    expect(schema.properties.dislikes.maxItems).toBe(5)
  })

  it('is read only on request, and changes nothing else', async () => {
    const bare = REVIEWED.replace(/,review\n/, '\n')
      .replace(/,"[^"]*"\n|,(Writes well)?\n/g, '\n')
      .replace(/u,pen,400,view$/m, 'u,pen,400,view,')
    const without = await loadDataset(files(bare))
    const unread = await loadDataset(files(REVIEWED))
    const { reviews, ...read } = await loadDataset(files(REVIEWED), { reviews: true })
    expect(reviews).toHaveLength(5)
    const same = ({ name, report }: Pick<Dataset, 'name' | 'report'>) => ({
      ...without,
      name,
      report,
    })
    expect(unread).toEqual(same(unread))
    expect(read).toEqual(same(read))
    expect(await loadDataset(files(bare), { reviews: true })).not.toHaveProperty('reviews')
  })

  it('stays with its event in the k-core, and among repeated events', async () => {
    const pairs = ['u,pen,1,a', 'u,ink,2,b', 'v,pen,1,c', 'v,ink,2,d', 'v,ink,2,d', 'w,hat,3,e']
    const events = `user,item,time,review\n${pairs.join('\n')}\n`
    const dataset = await loadDataset(files(events), { reviews: true, kCore: 2 })
    expect(dataset.reviews).toEqual(['a', 'b', 'c', 'd'])
  })
})

it("a user has their items' intents, and dislikes those of disliked items only", async () => {
  const dataset = await load(EVENTS)
  const items = lexicalIntents(dataset.catalogue)
  const of = (user: string) => userFromItems(touchedBy(dataset, user), items)
  const u = of('u')
  expect(u.named).toEqual([...items[3].named, ...items[2].named].slice(0, 5))
  expect(u.against).toEqual(items[1].named)
  expect(u.summary).toBe(`The user likes ${u.named.join(', ')}; dislikes ${u.against.join(', ')}.`)
  expect(of('w')).toMatchObject({ summary: '', named: [] })
})
