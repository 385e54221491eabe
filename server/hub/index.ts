export { DirectoryStore } from './file-store.ts';
export { HubError, refusal } from './error.ts';
export { ModelFilesError, type ModelProgress, type OpenedModel } from './model.ts';
export { openModel } from './open-model.ts';
export { type Hub, type Repository, fileAddress, hubFromEnvironment, parseRepository } from './place.ts';
export { describe, request } from './request.ts';
