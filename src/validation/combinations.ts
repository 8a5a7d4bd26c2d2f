/** Number of ways to choose `chosen` of `count` things; exact below 2⁵³. */
export function combinationCount(count: number, chosen: number): number {
  let ways = 1
  // Each step is a whole number: the product of k neighbours is divisible by k!.
  for (let k = 1; k <= Math.min(chosen, count - chosen); k++) ways = (ways * (count - k + 1)) / k
  return Math.round(ways)
}

/** Every choice of `chosen` of the numbers 0 … count − 1, ascending in itself, in lexicographic order. */
export function* combinations(count: number, chosen: number): Generator<readonly number[]> {
  const choice = Array.from({ length: chosen }, (_, k) => k)
  for (;;) {
    yield choice.slice()
    let place = chosen - 1
    while (place >= 0 && choice[place] === count - chosen + place) place--
    if (place < 0) return
    choice[place]! += 1
    for (let k = place + 1; k < chosen; k++) choice[k] = choice[k - 1]! + 1
  }
}
