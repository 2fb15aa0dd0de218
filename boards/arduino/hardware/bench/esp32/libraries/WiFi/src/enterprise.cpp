#include "enterprise.h"

#include <limits.h>

namespace bench {

Enterprise &Enterprise::settings() {
  static Enterprise board;
  return board;
}

namespace {

constexpr int kLongestName = 127;
constexpr int kLongestKey = 4096;

Enterprise &board() { return Enterprise::settings(); }

// Names may be any bytes, hence the length.
esp_err_t keep(String &place, const unsigned char *bytes, int length, int longest = INT_MAX) {
  if (!bytes || length <= 0 || length > longest) {
    return ESP_ERR_INVALID_ARG;
  }
  place = "";
  return place.concat(reinterpret_cast<const char *>(bytes), length) ? ESP_OK : ESP_ERR_NO_MEM;
}

// Texts that end with a zero, which the length may count or not.
void keepText(String &place, const unsigned char *text) { place = text ? reinterpret_cast<const char *>(text) : ""; }

}  // namespace

}  // namespace bench

using bench::board;
using bench::keep;
using bench::keepText;

esp_err_t esp_wifi_sta_enterprise_enable() {
  board().enabled = true;
  return ESP_OK;
}

esp_err_t esp_wifi_sta_enterprise_disable() {
  board().enabled = false;
  return ESP_OK;
}

esp_err_t esp_eap_client_set_identity(const unsigned char *identity, int length) {
  return keep(board().identity, identity, length, bench::kLongestName);
}

void esp_eap_client_clear_identity() { board().identity = ""; }

esp_err_t esp_eap_client_set_username(const unsigned char *username, int length) {
  return keep(board().username, username, length, bench::kLongestName);
}

void esp_eap_client_clear_username() { board().username = ""; }

esp_err_t esp_eap_client_set_password(const unsigned char *password, int length) {
  return keep(board().password, password, length);
}

void esp_eap_client_clear_password() { board().password = ""; }

esp_err_t esp_eap_client_set_new_password(const unsigned char *password, int length) {
  return keep(board().newPassword, password, length);
}

void esp_eap_client_clear_new_password() { board().newPassword = ""; }

esp_err_t esp_eap_client_set_ca_cert(const unsigned char *certificate, int) {
  keepText(board().caCertificate, certificate);
  return ESP_OK;
}

void esp_eap_client_clear_ca_cert() { board().caCertificate = ""; }

esp_err_t esp_eap_client_set_certificate_and_key(const unsigned char *certificate, int, const unsigned char *key,
                                                 int keyLength, const unsigned char *keyPassword,
                                                 int keyPasswordLength) {
  if (keyLength > bench::kLongestKey) {
    return ESP_ERR_INVALID_ARG;
  }
  keepText(board().certificate, certificate);
  keepText(board().key, key);
  keepText(board().keyPassword, keyPasswordLength > 0 ? keyPassword : nullptr);
  return ESP_OK;
}

void esp_eap_client_clear_certificate_and_key() {
  board().certificate = "";
  board().key = "";
  board().keyPassword = "";
}

esp_err_t esp_eap_client_set_disable_time_check(bool disable) {
  board().datesIgnored = disable;
  return ESP_OK;
}

esp_err_t esp_eap_client_get_disable_time_check(bool *disabled) {
  if (!disabled) {
    return ESP_ERR_INVALID_ARG;
  }
  *disabled = board().datesIgnored;
  return ESP_OK;
}

esp_err_t esp_eap_client_set_ttls_phase2_method(esp_eap_ttls_phase2_types method) {
  board().phase2 = method;
  return ESP_OK;
}
