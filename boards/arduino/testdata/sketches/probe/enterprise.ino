// A network that asks who the station is.

#include <enterprise.h>
#include <esp_wpa2.h>

static void printEnterprise() {
  const bench::Enterprise &e = bench::Enterprise::settings();
  Serial.printf("enterprise %d: identity %s, user %s, password %s, new %s, ca %s, certificate %s, key %s (%s), phase 2 %d, dates %d\n",
                e.enabled, e.identity.c_str(), e.username.c_str(), e.password.c_str(), e.newPassword.c_str(), e.caCertificate.c_str(),
                e.certificate.c_str(), e.key.c_str(), e.keyPassword.c_str(), e.phase2, !e.datesIgnored);
}

static const unsigned char *letters(const char *text) { return reinterpret_cast<const unsigned char *>(text); }

static void nameByName() {
  bool disabled = false;
  esp_err_t worst = esp_wifi_sta_wpa2_ent_set_identity(letters("me-and-more"), 2) | esp_wifi_sta_wpa2_ent_set_username(letters("user"), 4) |
                    esp_wifi_sta_wpa2_ent_set_password(letters("secret"), 6) | esp_wifi_sta_wpa2_ent_set_new_password(letters("newer"), 5) |
                    esp_wifi_sta_wpa2_ent_set_ca_cert(letters("CA"), 3) |
                    esp_wifi_sta_wpa2_ent_set_cert_key(letters("CRT"), 4, letters("KEY"), 4, letters("PW"), 2) |
                    esp_wifi_sta_wpa2_ent_set_disable_time_check(true) | esp_wifi_sta_wpa2_ent_get_disable_time_check(&disabled) |
                    esp_wifi_sta_wpa2_ent_set_ttls_phase2_method(ESP_EAP_TTLS_PHASE2_PAP) | esp_wifi_sta_wpa2_ent_enable();
  Serial.printf("set %d, dates %d\n", worst, !disabled);
}

static void clearAll() {
  esp_wifi_sta_wpa2_ent_clear_identity();
  esp_wifi_sta_wpa2_ent_clear_username();
  esp_wifi_sta_wpa2_ent_clear_password();
  esp_wifi_sta_wpa2_ent_clear_new_password();
  esp_wifi_sta_wpa2_ent_clear_ca_cert();
  esp_wifi_sta_wpa2_ent_clear_cert_key();
  esp_wifi_sta_wpa2_ent_disable();
}

static void refused() {
  String longest;
  while (longest.length() < 127) {
    longest += 'x';
  }
  String tooLong = longest + "x";
  Serial.printf("refused %x %x %x %x %x, taken %x\n", esp_eap_client_set_identity(letters(""), 0), esp_eap_client_set_identity(letters(tooLong.c_str()), 128),
                esp_eap_client_set_username(nullptr, 3), esp_eap_client_set_password(letters("x"), -1),
                esp_eap_client_set_certificate_and_key(letters("C"), 1, letters("K"), 4097, nullptr, 0),
                esp_eap_client_set_identity(letters(longest.c_str()), 127));
  Serial.printf("begin %d\n", WiFi.begin("office", WPA2_AUTH_PEAP, tooLong.c_str()));
}

bool enterpriseCommand(const String &name) {
  if (name != "enterprise") {
    return false;
  }
  nameByName();
  printEnterprise();
  clearAll();
  printEnterprise();
  refused();
  esp_eap_client_clear_identity();
  WiFi.begin("office", WPA2_AUTH_PEAP, "me", "user", "secret");
  Serial.printf("joined %d\n", WiFi.waitForConnectResult());
  WiFi.begin("office", WPA2_AUTH_TLS, "other", nullptr, nullptr, "CA", "CRT", "KEY");
  printEnterprise();
  return true;
}
