/** Keys of these tests alone. */
export const SIGNING_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '7kHZJd3z3xkhLch7WMyNod5XcXhpE-3WtP6XUufKxWs',
  d: 'FSOc_ELVIcFsPpzyfc9LRn_RInmI9SCcus-OI4xTkD0',
} as const

const catalogue = {
  edge: 'https://edge.example',
  threshold: 5,
  sample: 1,
  pairs: 2,
  clusters: 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM',
  seal: 'BDWiVtIGM6M3KqJmqj5VLSqDZ_iRx-jyBu9WvJVeQzxnT9gfTjurjGZMttoRfJCem2y_Ii0pjwXzalxQzX3dE_g',
  devices: 100,
}

/** 6 slots a device. `small` has 36 evaluations; the edge of `down` takes nothing, that of `lost` loses answers. */
export const CATALOGUES = {
  shop: catalogue,
  other: catalogue,
  closing: catalogue,
  late: catalogue,
  small: { ...catalogue, devices: 5 },
  down: catalogue,
  lost: catalogue,
  sampled: { ...catalogue, sample: 0.25, threshold: 20, pairs: 10, measure: 0.1 },
}
