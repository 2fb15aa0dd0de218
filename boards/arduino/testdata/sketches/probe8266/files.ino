// Files in flash, a store of certificates in them, and transfers between streams.

#include <CertStoreBearSSL.h>
#include <LittleFS.h>
#include <StreamDev.h>
#include <StreamString.h>

extern BearSSL::WiFiClientSecure *client;
static BearSSL::CertStore store;
static fs::FS *files = &LittleFS;

struct Silent : StreamNull {
  bool inputCanTimeout() override { return true; }
};

void describe(File file) {
  if (!file) {
    Serial.println("no file");
    return;
  }
  Serial.printf("%s %s of %u at %u, %d left: ", file.name(), file.fullName(), (unsigned)file.size(), (unsigned)file.position(), file.available());
  file.sendAll(Serial);
  Serial.println(";");
}

// file PATH MODE [TEXT]
void useFile(String argument) {
  String path = word1(argument), mode = word1(argument);
  File file = files->open(path, mode.c_str());
  if (file && argument.length()) Serial.printf("wrote %u, ", (unsigned)file.print(argument));
  describe(file);
}

bool fileCommand(const String &name, String argument) {
  if (name == "mount") {
    files = argument == "flat" ? &SPIFFS : &LittleFS;
    Serial.printf("before %d, ", files->exists("/"));
    Serial.printf("mounted %d\n", files->begin());
  } else if (name == "file") {
    useFile(argument);
  } else if (name == "seek") {
    String path = word1(argument), mode = word1(argument);
    File file = files->open(path, "r+");
    Serial.printf("seek %d, ", file.seek(argument.toInt(), mode == "set" ? SeekSet : mode == "end" ? SeekEnd : SeekCur));
    describe(file);
  } else if (name == "truncate") {
    String path = word1(argument);
    File file = files->open(path, "r+");
    Serial.printf("truncate %d ", file.truncate(argument.toInt()));
    Serial.printf("size %u\n", (unsigned)file.size());
  } else if (name == "exists") {
    Serial.printf("exists %d\n", files->exists(argument));
  } else if (name == "remove") {
    Serial.printf("remove %d\n", files->remove(argument));
  } else if (name == "rename") {
    String from = word1(argument);
    Serial.printf("rename %d\n", files->rename(from, argument));
  } else if (name == "mkdir") {
    Serial.printf("mkdir %d\n", files->mkdir(argument));
  } else if (name == "rmdir") {
    Serial.printf("rmdir %d\n", files->rmdir(argument));
  } else if (name == "format") {
    Serial.printf("format %d\n", files->format());
  } else if (name == "info") {
    FSInfo info = {};
    Serial.printf("info %d, ", files->info(info));
    Serial.printf("%u of %u\n", (unsigned)info.usedBytes, (unsigned)info.totalBytes);
  } else if (name == "ls") {
    Dir dir = files->openDir(argument);
    while (dir.next()) {
      Serial.printf("[%s %s %u]", dir.fileName().c_str(), dir.isDirectory() ? "folder" : "file", (unsigned)dir.fileSize());
    }
    File folder = files->open(argument, "r");
    for (File next = folder.openNextFile(); next; next = folder.openNextFile()) Serial.printf("(%s)", next.fullName());
    Serial.println(".");
  } else if (name == "fill") {
    // Until the flash is full.
    static uint8_t block[65536];
    File file = files->open("/big", "w");
    size_t total = 0;
    while (file.write(block, sizeof(block)) == sizeof(block)) total += sizeof(block);
    Serial.printf("filled %u, error %d\n", (unsigned)total, file.getWriteError());
  } else {
    return false;
  }
  return true;
}

bool transferCommand(const String &name) {
  if (name == "certstore") {
    Serial.printf("certificates %d\n", store.initCertStore(LittleFS, PSTR("/certs.idx"), PSTR("/certs.ar")));
    client->setCertStore(&store);
  } else if (name == "transfer") {
    String text = "one,two,three";
    StreamString sink;
    S2Stream source(text);
    source.reset();
    Serial.printf("until %u ", (unsigned)source.sendUntil(sink, ','));
    Serial.printf("size %u ", (unsigned)source.sendSize(sink, 4));
    Serial.printf("[%s] report %d\n", sink.c_str(), (int)source.getLastSendReport());
    Serial.printf("more than there is %u ", (unsigned)source.sendSize(sink, 100));
    Serial.printf("report %d\n", (int)source.getLastSendReport());
    source.reset(11);
    Serial.printf("at 11 %u, ", (unsigned)source.sendAll(Serial));
    Serial.printf("left %d\n", (int)source.streamRemaining());
    source.setConsume();
    Serial.printf("consumed %u of %u, ", (unsigned)source.sendSize(sink, 4), (unsigned)text.length());
    Serial.printf("rest %s\n", text.c_str());
    StreamConstPtr flash(F("words in flash"));
    Serial.printf("flash %u, ", (unsigned)flash.sendAll(Serial));
    StreamNull nothing;
    Serial.printf("null %u %u, ", (unsigned)nothing.sendAll(Serial), (unsigned)nothing.print("gone"));
    Serial.printf("to one that is full %u ", (unsigned)source.sendAll(flash));
    Serial.printf("report %d\n", (int)source.getLastSendReport());
  } else if (name == "echo8") {
    // Eight bytes of the UART, which come when they like; then one of a stream that has none yet.
    StreamString sink;
    Serial.printf("got %u ", (unsigned)Serial.sendSize(sink, 8, 5000));
    Serial.printf("[%s] report %d\n", sink.c_str(), (int)Serial.getLastSendReport());
    unsigned long start = millis();
    size_t late = Silent().sendSize(sink, 1, 2000);
    Serial.printf("late %u, 2 s: %d\n", (unsigned)late, millis() - start >= 2000);
  } else {
    return false;
  }
  return true;
}
