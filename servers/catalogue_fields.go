package servers

import (
	"math/big"
	"strings"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// fields are servers that agree on keys in a finite field. Of the stacks on trial only arduino-esp32 2.x offers that: to
// the others they say handshake_failure(40). Names are badssl.com's where it has one.
func fields() []Scenario {
	over := func(f tls12.Field, change func(*tls12.DH)) Behaviour {
		return spokenBy(rsaLeaf, func(c *tls12.Config) {
			c.Suites, c.Field, c.Script.DH = tls12.Suites(tls12.DHERSA), f, change
		})
	}
	weak := func(name, doc string, f tls12.Field) Scenario {
		return forbidden(name, doc, "Whoever has seen the field before can compute the secret.", over(f, nil))
	}
	public := func(name, doc string, value func(p *big.Int) *big.Int, shared func(p, client *big.Int) *big.Int) Scenario {
		return forbidden(name, doc, "Everybody knows the secret that such a value leads to.",
			over(tls12.Field{Prime: tls12.Field2048().Prime, Generator: minusTwo()}, func(d *tls12.DH) {
				p := d.Prime
				d.Public, d.Shared = value(p), func(client *big.Int) *big.Int { return shared(p, client) }
			}))
	}
	constant := func(n int64) func(*big.Int) *big.Int { return func(*big.Int) *big.Int { return big.NewInt(n) } }
	same := func(n int64) func(_, _ *big.Int) *big.Int {
		return func(_, _ *big.Int) *big.Int { return big.NewInt(n) }
	}
	return []Scenario{
		weak("dh480", "The server agrees on keys in a field of 480 bits.", tls12.Field{Prime: hexNumber(prime480), Generator: big.NewInt(2)}),
		weak("dh512", "The server agrees on keys in a field of 512 bits, as in the attack Logjam.",
			tls12.Field{Prime: hexNumber(prime512), Generator: big.NewInt(2)}),
		meeting("dh1024", "The server agrees on keys in the field of 1024 bits that half of the world once used.",
			over(tls12.Field1024(), nil)),
		meeting("dh2048", "The server agrees on keys in a field of 2048 bits.", over(tls12.Field2048(), nil)),
		meeting("dh-composite", "The server agrees on keys modulo a number of 2048 bits that is no prime.",
			over(tls12.Field{Prime: hexNumber(composite), Generator: big.NewInt(2)}, nil)),
		meeting("dh-small-subgroup", "The server's generator has the order 13: there are 13 secrets.",
			over(tls12.Field{Prime: hexNumber(smooth), Generator: hexNumber(orderOf13)}, nil)),
		public("dh-public-zero", "The server's public value is 0.", constant(0), same(0)),
		public("dh-public-one", "The server's public value is 1.", constant(1), same(1)),
		public("dh-public-minus-one", "The server's public value is one less than the prime, so that there are two secrets.",
			func(p *big.Int) *big.Int { return new(big.Int).Sub(p, big.NewInt(1)) }, parity),
		public("dh-public-beyond-prime", "The server's public value is the prime and 2.",
			func(p *big.Int) *big.Int { return new(big.Int).Add(p, big.NewInt(2)) },
			beyond),
		forbidden("dh-prime-zero", "The server's prime is 0.", "There is no such field.",
			over(tls12.Field2048(), func(d *tls12.DH) { d.Prime = new(big.Int) })),
	}
}

// minusTwo is a generator whose odd powers alone are no squares, so that a client's public value tells whether its own
// secret is odd.
func minusTwo() *big.Int { return new(big.Int).Sub(tls12.Field2048().Prime, big.NewInt(2)) }

// parity is -1 to the power of the client's secret.
func parity(p, client *big.Int) *big.Int { return new(big.Int).Exp(client, new(big.Int).Rsh(p, 1), p) }

// beyond is 2 to the power of the client's secret, but for its sign.
func beyond(p, client *big.Int) *big.Int {
	if parity(p, client).Cmp(big.NewInt(1)) == 0 {
		return client
	}
	return new(big.Int).Sub(p, client)
}

func hexNumber(digits string) *big.Int {
	n, _ := new(big.Int).SetString(strings.Join(strings.Fields(digits), ""), 16) // a constant
	return n
}

// Numbers made at random for this catalogue: two primes, a product of two primes of 1024 bits, and a prime of 2048 bits
// with a number of the order 13.
const (
	prime480 = `dc485faabe4406ab8934a4f93f7fae5d99d207d6b4d48806bcf37cba3479d8f393d1b6bddb5c07bf0121de7483a065a70aa7267d6815073c
95f165d3`
	prime512 = `dbd027adc7db2d817cc745292a6cabeaff18b4d1a96783c4baf0ec5ddaadb64648afad1d10bb13fe9db409b7db55e352ca38a70ea8223a91
c1ca8d568c68a087`
	composite = `d612aad5729f06a3b44ef3a10d8d4401301f5e6792b3b8b55cb38c10bfea3a3763f61d878b277ab34276f2cb5daf7b1b80406e1bff5b776b
38f898e32a575e44ba1044ab54e392914578fed80ed14f93314a4e6943e2517b56e5b5b10a7d81b2a43cdf2afc5c4694487367288cfebd59
86bb88d112c8657a106c952cd666adaaa9f6e1c25e809e826a896b27deabdf2c5dda57e5328d2e60b4f2d1854faa5a058a74ac25e1de475f
4a151c61fc2dfea580edf5c062b8d9edf622d587d0de8bcc0e9644406bbb55425270412df841c4ea6505985f3a79c445f551d91dac40a3fc
8fb24f94d3c979acceb0b4e4e9df9788947ae5058fe40a56a14826eee2c7dd1b`
	smooth = `afa4ed81fbf6a1e73f70f1f859d5d9366a3db54c162e08d24810dd2531ea7cea6fe5b43c7b63bcabe482035a301edc0f8e7f96526414123c
2811296f8467713cc3903f15c03162be559d11da493046aec95402413f74d6c581a320b41250480ac5a6f282f1aac54cb007b55952af7a54
479dfb44f23f8a07d6871004401ba515f6edbd6599f2245a0654a50f2f9958df747431d31483d51aca0664059d5ddb51004b1256e9009962
a88dc1ed0f7975b27a0119b97c72806e538b7bec2e0da4af70d36027adb24ec0a16708c4b27a2e9517252742860f005bb35c62b1519ae556
5f3a9ba1da1672e2be3f6337aeb028025cf4089070b2600396c82ebe72cac7e1`
	orderOf13 = `9cbddea13069917097dbda8a08e3e59a4e75ba80a801690bf3ffea1e14a37d55b87e3427ed29fff7839716644bc3afb14b9bbcb28bf6f80f
41e823448204a25308ab2ac1fbb5f28883442c0577fd152303b591264bc192995cf866a4bf9ec232a36b09077aa9f871354a40f58d61290e
7ba70fd6bc173d2b02f0a3f1524e9ceed3ce747e6f0f1c752a5bf2f41b7f946e6869d40372cdb2f5a1fe87012f17394820df3657643fc780
11391402d79caf4d6df59d83cdd251a344e275c68a526c6fb39587e197d943f787355dd1a5027521ac643de03303f56df50010a7c320a63f
f4b383c5a026481cb5ec90687826f80d98ab85aa7f3ba4a7a17f41dce5cc606d`
)
