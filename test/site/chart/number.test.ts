import { describe, expect, it } from 'vitest'
import { changeText, exactCount, shareText, shortCount } from '../../../src/site/chart/number.ts'

const spaced = (text: string) => text.replaceAll('\u00a0', ' ')

describe('a count, short', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1K'],
    [1234, '1.2K'],
    [9999, '10K'],
    [12_345, '12.3K'],
    [99_949, '99.9K'],
    [99_960, '100K'],
    [123_456, '123K'],
    [999_499, '999K'],
    [999_950, '1M'],
    [1_234_567, '1.2M'],
    [1_000_000_000, '1B'],
    [2_500_000_000_000, '2.5T'],
  ])('%d is %s', (count, text) => {
    expect(shortCount(count)).toBe(text)
  })
})

describe('a count, exact', () => {
  it.each([
    [0, '0'],
    [1_234_567, '1,234,567'],
    [9_007_199_254_740_991, '9,007,199,254,740,991'],
  ])('%d is %s', (count, text) => {
    expect(exactCount(count)).toBe(text)
  })
})

describe('a share', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [0.0005, '0.1 %'],
    [0.123, '12.3 %'],
    [0.5, '50.0 %'],
    [0.9994, '99.9 %'],
    [0.9999, '>99.9 %'],
    [1, '100 %'],
    [Number.NaN, '–'],
  ])('%d is %s', (share, text) => {
    expect(spaced(shareText(share))).toBe(text)
  })
})

describe('a change', () => {
  it.each([
    [1034, 1000, '+3.4 %'],
    [880, 1000, '−12.0 %'],
    [0, 5, '−100.0 %'],
    [5, 5, '0 %'],
    [130, 10, '+1,200 %'],
    [5, 0, 'new'],
    [0, 0, '–'],
    [5, null, '–'],
  ])('from %d against %s is %s', (now, before, text) => {
    expect(spaced(changeText(now, before))).toBe(text)
  })
})
