/* A certificate, its key and a key of another, made for these tests and good for nothing else. */

/** PEM, valid for a hundred years; the operator does not look at the date anyway. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUFIFYBFgF4k9wmIWjGPD0ObsdACMwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDd2ViMCAXDTI2MTEyMzA5MTAwNloYDzIxMjYxMDMwMDkxMDA2
WjAOMQwwCgYDVQQDDAN3ZWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATAft5I
9IAkPu0/HiEJVLeSIUwUfvQBHSIhjBOXpnUamQXwPRcqnlnFjLElowu/+8zFi1pa
pyWfKZhTCFbMmYu2o1MwUTAdBgNVHQ4EFgQU27z4Qc+M3B6Ih2CcpZH59NGkJi0w
HwYDVR0jBBgwFoAU27z4Qc+M3B6Ih2CcpZH59NGkJi0wDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiAUsRXhHWS3rIUdNt0lLdpvcQKe/yKXvqyXJiyT
S5AwTgIhAN8d8BWh3H+MStY2bNwbktDYJSRuTzZtL6YMu4C0GjSe
-----END CERTIFICATE-----
`;

/** The private key of CERTIFICATE, PEM. */
export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgktY7STU7LtPoB+N5
dQvjlzQ3qmsUkFoWFpLLTXXL20mhRANCAATAft5I9IAkPu0/HiEJVLeSIUwUfvQB
HSIhjBOXpnUamQXwPRcqnlnFjLElowu/+8zFi1papyWfKZhTCFbMmYu2
-----END PRIVATE KEY-----
`;

/** A private key that is not of CERTIFICATE, PEM. */
export const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJpUIl0kwWK/hc5aE
cFeXJyFZEPpi5Kw1OWd2x10TK8qhRANCAAQAN7os/CKRUOBM9Bi8O8LvnCEuzpYG
Alocx0xJ4uleGHv8ola9EebGMo0JQbUOsB+5OmFFR7I2eSrXseLRDKxD
-----END PRIVATE KEY-----
`;
