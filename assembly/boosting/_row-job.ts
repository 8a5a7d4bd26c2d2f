/*
 * Passes over all rows as a table in memory, so that every thread does its share of the rows by one call. Shares begin at whole blocks of 4,096 rows, whose sums
 * are kept apart: added up in their order they do not depend on the number of threads.
 *
 * Words of 32 bits at `job` + 128: 0 rows, 1 gradients, 2 hessians, 3 words, 4 sums of blocks (four float64 numbers each), 5 kind of loss (0 binary, 1 softmax),
 * 6 classes, 7 scores, 8 labels, 9 weights, 10 table of the exponential function, 11 room for powers (16 bytes per class and thread), 12 row numbers, 13 where
 * their words go, 14 how many they are. Float64 numbers at `job` + 192: scale of gradients and of hessians, then of the loss: factor, or positive label, sigmoid, weight of positive and
 * of negative rows.
 */
import { binary, softmax } from './_gradients'
import { gather } from './_rows'
import { measureRows, packRows } from './_grid'

const BLOCK: i32 = 4096

function word(job: usize, k: i32): usize {
  return <usize>load<u32>(job + 128 + ((<usize>k) << 2))
}

function number(job: usize, k: i32): f64 {
  return load<f64>(job + 192 + ((<usize>k) << 3))
}

/** First row of share `index` of `rows`. */
function shareOf(rows: i32, index: i32, threads: i32): i32 {
  const blocks = (rows + BLOCK - 1) / BLOCK
  return min(rows, ((blocks * index) / threads) * BLOCK)
}

export function writeGradients(index: i32, threads: i32, job: usize): void {
  const rows = <i32>word(job, 0)
  const from = shareOf(rows, index, threads)
  const to = shareOf(rows, index + 1, threads)
  if (from >= to) return
  const gradients = word(job, 1)
  const hessians = word(job, 2)
  const scores = word(job, 7)
  const labels = word(job, 8)
  const weights = word(job, 9)
  const table = word(job, 10)
  if (word(job, 5) == 0) {
    const sigmoid = number(job, 3)
    binary(from, to, scores, labels, number(job, 2), weights, sigmoid, number(job, 4), number(job, 5), table, gradients, hessians)
    return
  }
  const classes = <i32>word(job, 6)
  const powers = word(job, 11) + <usize>(index * classes) * 16
  softmax(from, to, rows, classes, scores, labels, weights, number(job, 2), table, powers, gradients, hessians)
}

export function measureShare(index: i32, threads: i32, job: usize): void {
  const rows = <i32>word(job, 0)
  const to = shareOf(rows, index + 1, threads)
  for (let from = shareOf(rows, index, threads); from < to; from += BLOCK) {
    measureRows(word(job, 1), word(job, 2), from, min(to, from + BLOCK), word(job, 4) + <usize>(from / BLOCK) * 32)
  }
}

export function packShare(index: i32, threads: i32, job: usize): void {
  const rows = <i32>word(job, 0)
  packRows(word(job, 1), word(job, 2), shareOf(rows, index, threads), shareOf(rows, index + 1, threads), number(job, 0), number(job, 1), word(job, 3))
}

export function gatherShare(index: i32, threads: i32, job: usize): void {
  const count = <i32>word(job, 14)
  const from = shareOf(count, index, threads)
  const to = shareOf(count, index + 1, threads)
  gather(word(job, 3), word(job, 12) + ((<usize>from) << 2), to - from, word(job, 13) + ((<usize>from) << 3))
}
