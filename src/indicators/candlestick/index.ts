/** Candlestick patterns: 100, −100 or 0 at each bar. Exports indicators and nothing else. */
export { identicalThreeCrows, threeBlackCrows, twoCrows, upsideGapTwoCrows } from './crows.js'
export { doji, dragonflyDoji, gravestoneDoji, longLeggedDoji, rickshawMan, takuri } from './doji.js'
export { gapSideBySideWhite, gapThreeMethods, tasukiGap } from './gaps.js'
export { hammer, hangingMan, invertedHammer, shootingStar } from './hammers.js'
export { hikkake, modifiedHikkake } from './hikkake.js'
export { beltHold, closingMarubozu, highWave, longLine, marubozu, shortLine, spinningTop } from './lines.js'
export { breakaway, concealingBabySwallow, ladderBottom, matHold, risingFallingThreeMethods, threeLineStrike } from './many-candles.js'
export {
  counterattack,
  darkCloudCover,
  dojiStar,
  engulfing,
  harami,
  haramiCross,
  homingPigeon,
  matchingLow,
  piercing,
} from './reversals.js'
export { advanceBlock, stalledPattern, threeWhiteSoldiers } from './soldiers.js'
export { abandonedBaby, eveningDojiStar, eveningStar, morningDojiStar, morningStar, tristar } from './stars.js'
export { stickSandwich, threeInside, threeOutside, threeStarsInTheSouth, uniqueThreeRiver } from './three-candles.js'
export { inNeck, kicking, kickingByLength, onNeck, separatingLines, thrusting } from './two-lines.js'
