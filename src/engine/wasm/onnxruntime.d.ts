/** package.json's `imports`: the same interface in Node and in the page. */
declare module '#onnxruntime' {
  export * from 'onnxruntime-web';
}
