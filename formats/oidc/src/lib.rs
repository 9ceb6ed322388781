//! What Pro Santé Connect and its clients say to each other: OpenID Connect requests, tokens, userinfo; facts and findings.
