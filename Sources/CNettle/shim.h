#pragma once
#include <nettle/sha2.h>
#include <nettle/version.h>

// The library's names are macros, and the last call has other arguments from version 4 on.
static inline void gt_sha256_init(struct sha256_ctx *state) { sha256_init(state); }

static inline void gt_sha256_update(struct sha256_ctx *state, const uint8_t *bytes, size_t count) {
    if (count > 0) sha256_update(state, count, bytes);
}

static inline void gt_sha256_final(struct sha256_ctx *state, uint8_t *hash) {
#if NETTLE_VERSION_MAJOR >= 4
    sha256_digest(state, hash);
#else
    sha256_digest(state, SHA256_DIGEST_SIZE, hash);
#endif
}
