export default {
  copied: 'Copied',
  copyBlocked: 'Copying is blocked',
  notPrivate:
    'What is sent are numbers computed from your texts. They are not private by themselves: somebody who works at it can learn something about your texts from them.',
  whatIsSent: 'What is sent, exactly',
  announced: (title: string, accuracy: string) => `${title}. Accuracy on your held-out texts ${accuracy}.`,
};
