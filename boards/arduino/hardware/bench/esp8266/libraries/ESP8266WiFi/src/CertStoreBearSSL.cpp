#include "CertStoreBearSSL.h"

#include "tls/keys.h"

namespace BearSSL {

namespace {

// One certificate in the index.
struct Record {
  uint8_t subjectHash[br_sha256_SIZE];
  uint32_t offset;
  uint32_t length;
};

// A member's header in an archive: texts padded with blanks, as ar.h of System V has it.
struct MemberHeader {
  char name[16];
  char date[12];
  char owner[6];
  char group[6];
  char mode[8];
  char size[10];
  char end[2];
};

constexpr char kArchive[] = "!<arch>\n";
constexpr size_t kArchiveSize = sizeof(kArchive) - 1;
// More than any certificate has: what claims to be longer is none, and would take the heap.
constexpr size_t kLongest = 8192;

bool readAll(File &file, void *bytes, size_t count) { return file.read(static_cast<uint8_t *>(bytes), count) == count; }

// Reads the next member's header: its content's length, or -1 at the end or where that is no header.
long nextMember(File &archive) {
  MemberHeader header;
  if (!readAll(archive, &header, sizeof(header)) || memcmp(header.end, "`\n", sizeof(header.end)) != 0) {
    return -1;
  }
  char digits[sizeof(header.size) + 1] = {};
  memcpy(digits, header.size, sizeof(header.size));
  char *rest;
  long size = strtol(digits, &rest, 10);
  return rest == digits || size > static_cast<long>(archive.size() - archive.position()) ? -1 : size;
}

void hash(bench::tls::View bytes, uint8_t sum[br_sha256_SIZE]) {
  br_sha256_context context;
  br_sha256_init(&context);
  br_sha256_update(&context, bytes.data, bytes.size);
  br_sha256_out(&context, sum);
}

bool readCertificate(File &archive, uint32_t length, bench::tls::Bytes *der) {
  if (length > kLongest) {
    return false;
  }
  der->resize(length);
  return readAll(archive, der->data(), length);
}

}  // namespace

int CertStore::initCertStore(fs::FS &files, const char *indexName, const char *archiveName) {
  files_ = nullptr;
  File archive = files.open(archiveName, "r");
  char magic[kArchiveSize];
  if (!archive || !readAll(archive, magic, sizeof(magic)) || memcmp(magic, kArchive, sizeof(magic)) != 0) {
    return 0;
  }
  File index = files.open(indexName, "w");
  if (!index) {
    return 0;
  }
  int count = 0;
  auto certificate = std::make_unique<bench::tls::Certificate>();
  bench::tls::Bytes der;
  for (long size = nextMember(archive); size >= 0; size = nextMember(archive)) {
    Record record = {};
    record.offset = archive.position();
    record.length = size;
    if (readCertificate(archive, size, &der) && certificate->parse({der.data(), der.size()}) == 0) {
      hash(certificate->subject(), record.subjectHash);
      count += index.write(reinterpret_cast<uint8_t *>(&record), sizeof(record)) == sizeof(record);
    }
    uint32_t next = record.offset + size + size % 2;  // members begin at even places
    if (!archive.seek(next)) {
      break;
    }
  }
  files_ = &files;
  indexName_ = indexName;
  archiveName_ = archiveName;
  return count;
}

std::unique_ptr<X509List> CertStore::find(const uint8_t subjectHash[br_sha256_SIZE]) {
  if (!files_) {
    return nullptr;
  }
  File index = files_->open(indexName_, "r");
  File archive = files_->open(archiveName_, "r");
  auto found = std::make_unique<X509List>();
  Record record;
  bench::tls::Bytes der;
  // An authority that was renewed has several certificates with its name.
  while (index && archive && readAll(index, &record, sizeof(record))) {
    if (memcmp(record.subjectHash, subjectHash, sizeof(record.subjectHash)) == 0 && archive.seek(record.offset) &&
        readCertificate(archive, record.length, &der)) {
      found->append(der.data(), der.size());
    }
  }
  return found->getCount() ? std::move(found) : nullptr;
}

}  // namespace BearSSL
