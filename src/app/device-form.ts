import type { DeviceKind } from '../protocol/index.ts';

/** Pixels of the shorter side from which a touch screen is a tablet's. */
const TABLET = 600;

/** What can be told of a device. */
interface Sight {
  /** What the browser says; null where it does not. */
  readonly mobile: boolean | null;
  /** The main pointer is a finger. */
  readonly coarse: boolean;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A phone, a tablet or a desktop, and no more: it is told to the organiser in one byte. */
export function formOf({ mobile, coarse, width, height }: Sight): DeviceKind['form'] {
  if (mobile) return 'phone';
  if (!coarse) return 'desktop';
  return Math.min(width, height) >= TABLET ? 'tablet' : 'phone';
}

/** Of this device. */
export function formOfDevice(): DeviceKind['form'] {
  const { userAgentData } = navigator as Navigator & { readonly userAgentData?: { readonly mobile: boolean } };
  const { width, height } = screen;
  return formOf({
    mobile: userAgentData?.mobile ?? null,
    coarse: matchMedia('(pointer: coarse)').matches,
    width,
    height,
  });
}
