/** Bits of a float32's fraction. */
const FLOAT32_FRACTION = 23;

/**
 * Why this device cannot run the `webgl` engine, as a sentence, or null where it can. Cheap: one context for a moment,
 * and nothing is loaded.
 *
 * Weights and activations must be float32 from end to end. Two losses at e = 1e-3 differ in their fourth or fifth
 * digit, and phones that render to float16 at best (10 bits of fraction, three digits) would send rounding noise.
 */
export function webglProblem(): string | null {
  const gl = context();
  if (!gl) return 'There is no WebGL 2 here.';
  try {
    const precision = gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT)?.precision ?? 0;
    if (precision < FLOAT32_FRACTION) return 'Its shaders compute with less than 32-bit floats.';
    if (!gl.getExtension('EXT_color_buffer_float') || !rendersToFloat32(gl)) {
      return 'It cannot render to 32-bit float textures, and 16 bits are too few to tell two losses apart.';
    }
    return null;
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** Names that renderers on the processor go by. */
const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

/** Whether WebGL runs on the processor here, as far as its renderer's name tells: false where there is none. */
export function isWebglSoftware(): boolean {
  const gl = context();
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  // Browsers that hide the extension tell the same by the plain parameter.
  const renderer: unknown = gl?.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof renderer === 'string' && SOFTWARE.test(renderer);
}

function context(): WebGL2RenderingContext | null {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1).getContext('webgl2');
  if (typeof document !== 'undefined') return document.createElement('canvas').getContext('webgl2');
  return null;
}

/** Having the extension is not enough: some drivers name it and then refuse the texture. */
function rendersToFloat32(gl: WebGL2RenderingContext): boolean {
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, 1, 1);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(
    gl.FRAMEBUFFER,
    gl.COLOR_ATTACHMENT0,
    gl.TEXTURE_2D,
    gl.getParameter(gl.TEXTURE_BINDING_2D),
    0,
  );
  return gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
}
