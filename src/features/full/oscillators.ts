import type { TextColumn } from '../text-column.js'

/* Momentum and strength of the trend, by the indicators of that name. */

const column = (name: string, title: string, unit: string, text: string): TextColumn => ({ name, group: 'technical', title, unit, text })

const PERCENT = '0 … 100 but for rounding'

export const oscillatorColumns: readonly TextColumn[] = [
  column('aroon_up_25', 'How lately the highest high of 25 bars was (Aroon)', PERCENT, 'aroon(25).up'),
  column('aroon_down_25', 'How lately the lowest low of 25 bars was (Aroon)', PERCENT, 'aroon(25).down'),
  column('awesome_oscillator', 'Mean middle price of 5 less that of 34 bars, against the close', 'fraction', 'awesomeOscillator() / close'),
  column(
    'accelerator_oscillator',
    'Awesome Oscillator less its mean of 5 bars, against the close',
    'fraction',
    'acceleratorOscillator() / close',
  ),
  column('balance_of_power', 'Body of the bar against its range, mean of 14 bars', '−1 … 1 but for rounding', 'mean(balanceOfPower(), 14)'),
  column('cmo_14', 'Rises less falls of 14 bars as a share of both (Chande Momentum Oscillator)', '−100 … 100', 'cmo(14, form: sum)'),
  column('coppock', 'Weighted mean of 10 bars of the sum of two rates of change (Coppock)', 'percent', 'coppock()'),
  column('dpo_20', 'Detrended price of 20 bars against the close', 'fraction', 'dpo(20) / close'),
  column('bull_power_13', 'High above the exponential mean of 13 bars, against the close (Elder)', 'fraction', 'elderRay(13).bull / close'),
  column('bear_power_13', 'Low above the exponential mean of 13 bars, against the close (Elder)', 'fraction', 'elderRay(13).bear / close'),
  column('forecast_oscillator_14', 'Close against what the line through the 14 bars before foretold', 'percent', 'forecastOscillator(14)'),
  column('intraday_momentum_14', 'Rising bodies of 14 bars as a share of all (Intraday Momentum Index)', PERCENT, 'intradayMomentum(14)'),
  column('qstick_10', 'Mean body of 10 bars against the close', 'fraction', 'qstick(10) / close'),
  column(
    'smi',
    'Close against the middle of the range of 13 bars, smoothed twice (Stochastic Momentum Index)',
    'number, mostly −100 … 100',
    'smi().smi',
  ),
  column('smi_signal', 'Signal line of the Stochastic Momentum Index', 'number, mostly −100 … 100', 'smi().signal'),
  column('stochastic_rsi_d_14', 'Mean of the stochastic RSI over 3 bars', PERCENT, 'stochasticRsi(14).d'),
  column('trix_15', 'Change of the triple exponential mean of 15 bars', 'percent per bar', 'trix(15)'),
  column('tsi_25_13', 'Double-smoothed change against its size (True Strength Index)', '−100 … 100 but for rounding', 'tsi(25, 13)'),
  column('ultimate_oscillator', 'Buying pressure of 7, 14 and 28 bars (Ultimate Oscillator)', PERCENT, 'ultimateOscillator()'),
  column('vertical_horizontal_28', 'Range of 28 closes against the way gone', 'ratio', 'verticalHorizontalFilter(28)'),
  column('vortex_plus_14', 'Upward vortex movement of 14 bars against the true range', 'ratio', 'vortex(14).plus'),
  column('vortex_minus_14', 'Downward vortex movement of 14 bars against the true range', 'ratio', 'vortex(14).minus'),
  column('mass_index', 'Sum over 25 bars of the mean range against its own mean (Mass Index)', 'ratio, about 25', 'massIndex()'),
  column('adxr_14', 'Mean of ADX of 14 bars and what it was 14 bars before', PERCENT, 'adxr(14)'),
  column('dx_14', 'Directional Movement Index of 14 bars', PERCENT, 'dx(14)'),
  column('di_balance_14', 'Upward less downward directional movement of 14 bars', 'number −100 … 100', 'plusDi(14) - minusDi(14)'),
  column('kdj_j', 'Three times %K less twice %D of KDJ', 'number, mostly 0 … 100', 'kdj().j'),
  column('rsi_14_change_3', 'Change of RSI of 14 bars over 3 bars', 'number −100 … 100', 'difference(rsi(14), 3)'),
  column('adx_14_change_5', 'Change of ADX of 14 bars over 5 bars', 'number', 'difference(adx(14), 5)'),
  column('rsi_spread_7_21', 'RSI of 7 less RSI of 21 bars', 'number', 'rsi(7) - rsi(21)'),
]
