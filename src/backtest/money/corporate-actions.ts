import type { WorkingOrder } from '../working-order.js'

/** Something that befalls all who hold a symbol. */
export type CorporateAction = { readonly timeMs: number; readonly symbol: number } & (
  | { readonly kind: 'split'; readonly ratio: number }
  /** `price` undefined: the last close. */
  | { readonly kind: 'delisting'; readonly price: number | undefined }
)

type PriceOrFraction = { price: number } | { fraction: number }

const splitExit = (exit: PriceOrFraction, ratio: number): PriceOrFraction => ('price' in exit ? { price: exit.price / ratio } : exit)

/** Brings a standing order to the units and prices after a split: units times `ratio`, prices and distances divided by it; values and fractions stay. */
export function splitOrder(order: WorkingOrder, ratio: number): void {
  order.remainingUnits *= ratio
  order.filledUnits *= ratio
  order.stopPrice /= ratio
  order.limitPrice /= ratio
  order.best /= ratio
  const { size, trail, bracket, limitPrice, stopPrice, ...rest } = order.request
  const splitTrail = (given: NonNullable<typeof trail>): NonNullable<typeof trail> =>
    'distance' in given ? { distance: given.distance / ratio } : given
  order.request = {
    ...rest,
    size: 'units' in size ? { units: size.units * ratio } : 'targetUnits' in size ? { targetUnits: size.targetUnits * ratio } : size,
    ...(limitPrice === undefined ? {} : { limitPrice: limitPrice / ratio }),
    ...(stopPrice === undefined ? {} : { stopPrice: stopPrice / ratio }),
    ...(trail === undefined ? {} : { trail: splitTrail(trail) }),
  }
  if (bracket === undefined) return
  const { stopLoss, takeProfit, trailingStop } = bracket
  order.request.bracket = {
    ...(stopLoss === undefined ? {} : { stopLoss: splitExit(stopLoss, ratio) }),
    ...(takeProfit === undefined ? {} : { takeProfit: splitExit(takeProfit, ratio) }),
    ...(trailingStop === undefined ? {} : { trailingStop: splitTrail(trailingStop) }),
  }
}
