export { DirectoryStore } from './file-store.ts';
export { HubError, refusal } from './error.ts';
export { openAddress } from './address-model.ts';
export { AddressError, requireHttps, requirePublic } from './public-address.ts';
export { openRepository } from './hub-model.ts';
export { MODEL_FILES, ModelFilesError, type ModelProgress, type OpenedModel, licenceOf } from './model.ts';
export { openModel } from './open-model.ts';
export { type Hub, type Repository, fileAddress, hubFromEnvironment, parseRepository } from './place.ts';
export { describe, request } from './request.ts';
