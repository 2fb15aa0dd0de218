package profile

// meaning says what a code tells, where a row does not say why.
func meaning(s says) string {
	if !s.refuses {
		return "It is a good server."
	}
	if s.code == -9984 {
		return verification(s.alert)
	}
	if text, found := mbedTLS[s.code]; found {
		return text
	}
	if text, found := bearSSL[s.code]; found {
		return text
	}
	if s.code > bearAlert {
		return "The server sent a fatal alert."
	}
	return "It is refused."
}

// bearAlert is what BearSSL adds to the code of an alert that the server sent.
const bearAlert = 256

// verification tells apart, by the alert, why mbedTLS does not take a chain: its error is the same for all
// (mbedTLS library/ssl_tls.c).
func verification(alert int) string {
	switch alert {
	case 42:
		return "The certificate is for another name."
	case 43:
		return "The key is too weak, or of a kind that is not taken."
	case 46:
		return "The certificate is signed with a hash that is not taken."
	}
	return "No path leads to the pinned certificate."
}

// mbedTLS are its errors (mbedTLS include/mbedtls/{ssl,x509,net_sockets}.h).
var mbedTLS = map[int]string{
	-80:    "The connection was reset.",
	-8576:  "The certificate cannot be read.",
	-9472:  "The extensions cannot be read.",
	-9570:  "A critical extension is not known.",
	-9600:  "The certificate's version does not exist.",
	-9856:  "The certificate names two algorithms for its signature.",
	-12288: "The chain is too long.",
	-15488: "The kind of key is not known.",
	-19584: "The public value is no point of the curve.",
	-19968: "The signature of the key exchange is wrong.",
	-20448: "The signature of the key exchange cannot be read.",
	-26112: "A parameter is not one of those offered.",
	-28160: "A check of the handshake failed.",
	-28288: "The version is not one of those offered.",
	-28800: "A part of the handshake that is not supported.",
	-28928: "A choice that was not offered.",
	-29056: "A record does not fit its checksum.",
	-29184: "A record that is none.",
	-29312: "The connection ended.",
	-29440: "A message cannot be read.",
	-29952: "An extension that was not offered.",
	-30464: "A message that has no place here.",
	-30592: "The server sent a fatal alert.",
	-30848: "The server said goodbye.",
	-31104: "The ServerHello cannot be read, or chooses what was not offered.",
	-31232: "The certificates cannot be read, or may not be used for this.",
	-31488: "The key exchange cannot be read.",
	-31616: "The request for a certificate cannot be read.",
	-32384: "The server's Finished is wrong.",
}

// bearSSL are its errors (bearssl inc/bearssl_{ssl,x509}.h).
var bearSSL = map[int]string{
	0:  "The server said goodbye.",
	1:  "A message cannot be read.",
	3:  "The version is not known.",
	4:  "The version is not one of those offered.",
	5:  "A record has a wrong length.",
	7:  "A record does not fit its checksum.",
	10: "A message that has no place here.",
	14: "A HelloRequest that is not empty.",
	15: "The session ID is too long.",
	16: "A suite that was not offered.",
	17: "Compression was not offered.",
	18: "Another fragment length than was asked for.",
	19: "The renegotiation_info is wrong.",
	20: "An extension that was not offered.",
	21: "A server_name that is not empty.",
	22: "A ServerHelloDone that is not empty.",
	24: "The server's Finished is wrong.",
	26: "An algorithm that was not offered.",
	27: "The signature of the key exchange is wrong.",
	28: "The key may not be used for this.",
	31: "The connection ended.",
	34: "The certificate is empty.",
	36: "The certificate is cut off.",
	37: "The certificate cannot be read.",
	39: "The certificate is not DER.",
	40: "Bytes follow the certificate.",
	49: "An algorithm that is not supported.",
	52: "The signature of a certificate is wrong.",
	54: "A certificate has expired or is not valid yet.",
	55: "The chain is not in order.",
	56: "The certificate is for another name.",
	57: "A critical extension is not known.",
	58: "An issuer is no certificate authority, or has too many below it.",
	59: "An issuer may not sign certificates.",
	60: "The key is too weak.",
	62: "No path leads to the pinned certificate.",
}
