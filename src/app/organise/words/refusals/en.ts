/** By the code of a refusal: what happened and why, then what to do. */
const refusals = {
  'bad-signature': {
    message: 'This key is not that of the relay’s organiser, so nothing was done.',
    remedy:
      'Open the organiser’s link that the relay printed, or start the relay with this key: --organiser and its public half.',
  },
  clock: {
    message:
      'The clocks of this device and of the relay are more than five minutes apart, so the command was not taken.',
    remedy: 'Set both clocks right and try again.',
  },
  used: { message: 'This very command was given before.', remedy: 'Give it again if it is meant again.' },
  'other-federation': {
    message: 'The federation has another manifest by now than this page knows.',
    remedy: 'Reload the page.',
  },
  'no-federation': {
    message: 'This relay has no such federation.',
    remedy: 'Choose one from the list of its federations.',
  },
  'no-organiser': {
    message: 'This relay knows no organiser, so it takes commands from nobody.',
    remedy: 'Start it with --organiser and the public key that is shown under “Your key”.',
  },
  'no-invite': { message: 'The federation has no such invite.', remedy: 'Reload the page for the list as it is.' },
  open: {
    message: 'Everybody may join this federation: its manifest says so, and that cannot be changed later.',
    remedy: 'Share its link; for invites begin another federation by invitation.',
  },
  expired: { message: 'The invite would have expired already.', remedy: 'Choose a later time.' },
  'bad-command': {
    message: 'The relay cannot read this command.',
    remedy: 'Reload the page, so that it has the relay’s version, and check what you entered.',
  },
  'too-long': { message: 'The command is longer than the relay takes.', remedy: 'Shorten what you entered.' },
  exists: {
    message: 'The relay has a federation of this name already.',
    remedy: 'Give the new one another short name.',
  },
  'bad-manifest': {
    message: 'The relay does not take this manifest.',
    remedy: 'Go back to what it names and change that.',
  },
  'no-model': {
    message: 'The relay does not have the model’s files, or they are not those of the manifest.',
    remedy: 'Choose the model again, so that the relay fetches it anew.',
  },
  'too-many': {
    message: 'Your address has asked this relay too often within a minute.',
    remedy: 'Wait a minute and try again; close other tabs with this screen.',
  },
  unreachable: {
    message: 'The relay cannot be reached.',
    remedy: 'Check that it runs and that this device is online.',
  },
  'no-answer': {
    message:
      'The relay’s answer did not come, or is not one that this page knows. A command may have been carried out all the same.',
    remedy: 'Look at the state below before you give it again, or reload the page.',
  },
  refused: { message: 'The relay’s rules do not allow it now.', remedy: 'What they say is below.' },
  busy: { message: 'The relay is at work on another such request.', remedy: 'Try again when that is done.' },
  failed: { message: 'It did not work.', remedy: 'What is known of it is below. Reload the page and try again.' },
};

export default refusals;
