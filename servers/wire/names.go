package wire

import "fmt"

// Record types.
const (
	TypeChangeCipherSpec uint8 = 20
	TypeAlert            uint8 = 21
	TypeHandshake        uint8 = 22
	TypeApplicationData  uint8 = 23
	TypeHeartbeat        uint8 = 24
)

// Handshake message types that the parsers know.
const (
	ClientHelloType       uint8 = 1
	ServerHelloType       uint8 = 2
	ClientKeyExchangeType uint8 = 16
)

// Extensions that the parsers decode.
const (
	ExtServerName          uint16 = 0
	ExtMaxFragmentLength   uint16 = 1
	ExtSupportedGroups     uint16 = 10
	ExtPointFormats        uint16 = 11
	ExtSignatureAlgorithms uint16 = 13
	ExtALPN                uint16 = 16
	ExtSupportedVersions   uint16 = 43
)

// All names below are those of the IANA registries "TLS Parameters" and "TLS ExtensionType Values".

var alertNames = map[uint8]string{
	0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
	30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate", 42: "bad_certificate",
	43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown",
	47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error",
	52: "too_many_cids_requested", 60: "export_restriction", 70: "protocol_version", 71: "insufficient_security",
	80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled", 100: "no_renegotiation",
	109: "missing_extension", 110: "unsupported_extension", 111: "certificate_unobtainable", 112: "unrecognized_name",
	113: "bad_certificate_status_response", 114: "bad_certificate_hash_value", 115: "unknown_psk_identity",
	116: "certificate_required", 117: "general_error", 120: "no_application_protocol", 121: "ech_required",
}

// AlertName is an alert's name and number: unknown_ca(48).
func AlertName(code uint8) string {
	name, ok := alertNames[code]
	if !ok {
		name = "unassigned"
	}
	return fmt.Sprintf("%s(%d)", name, code)
}

// VersionName is a protocol version as people say it: TLS1.2.
func VersionName(v uint16) string {
	switch v {
	case 0x0300:
		return "SSL3.0"
	case 0x0301, 0x0302, 0x0303, 0x0304:
		return fmt.Sprintf("TLS1.%d", v-0x0301)
	}
	return fmt.Sprintf("version 0x%04x", v)
}

var extensionNames = map[uint16]string{
	0: "server_name", 1: "max_fragment_length", 5: "status_request", 10: "supported_groups", 11: "ec_point_formats",
	13: "signature_algorithms", 15: "heartbeat", 16: "application_layer_protocol_negotiation",
	18: "signed_certificate_timestamp", 21: "padding", 22: "encrypt_then_mac", 23: "extended_master_secret",
	27: "compress_certificate", 28: "record_size_limit", 35: "session_ticket", 41: "pre_shared_key", 42: "early_data",
	43: "supported_versions", 44: "cookie", 45: "psk_key_exchange_modes", 47: "certificate_authorities",
	49: "post_handshake_auth", 50: "signature_algorithms_cert", 51: "key_share", 54: "connection_id",
	65037: "encrypted_client_hello", 65281: "renegotiation_info",
}

// ExtensionName is an extension's name and number: server_name(0).
func ExtensionName(t uint16) string { return named(extensionNames, t) }

var groupNames = map[uint16]string{
	19: "secp192r1", 21: "secp224r1", 22: "secp256k1", 23: "secp256r1", 24: "secp384r1", 25: "secp521r1",
	26: "brainpoolP256r1", 27: "brainpoolP384r1", 28: "brainpoolP512r1", 29: "x25519", 30: "x448", 256: "ffdhe2048",
	257: "ffdhe3072", 258: "ffdhe4096", 4587: "SecP256r1MLKEM768", 4588: "X25519MLKEM768",
}

// GroupName is a named group's name and number: secp256r1(23).
func GroupName(g uint16) string { return named(groupNames, g) }

func named(names map[uint16]string, n uint16) string {
	if name, ok := names[n]; ok {
		return fmt.Sprintf("%s(%d)", name, n)
	}
	return fmt.Sprintf("unassigned(%d)", n)
}
