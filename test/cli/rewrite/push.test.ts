import { describe, expect, it } from 'vitest'
import { rewrite } from './rewriting.ts'

const stays = (path: string, text: string): void => {
  const { text: after, left } = rewrite(path, text)
  expect(after).toBe(text)
  expect(new Set(left)).toEqual(new Set(['published quay.io/jetstack']))
}

/** Where `text` has PULLED, the old home becomes the new one; all else stays. */
const moves = (path: string, text: string): void => {
  const { text: after } = rewrite(path, text.replaceAll('PULLED', 'quay.io/jetstack'))
  expect(after).toBe(text.replaceAll('PULLED', 'downloads.example.org'))
}

describe('what a variable holds that is pushed', () => {
  it.each([
    'IMG=quay.io/jetstack/x\ndocker buildx build --push -t $IMG .',
    'IMG=quay.io/jetstack/x\ndocker buildx build --push --tag "${IMG}:v1" .',
    'IMG=quay.io/jetstack/x\ndocker buildx build -t $IMG --push .',
    'IMG=quay.io/jetstack/x\ndocker buildx build \\\n  --platform linux/amd64 \\\n  -t $IMG \\\n  --push .',
    'IMG=quay.io/jetstack/x\ndocker buildx build --push \\\n  -t "$IMG" .',
    'IMG=quay.io/jetstack/x\ndocker buildx build -t $IMG --output type=image,push=true .',
    'IMG=quay.io/jetstack/x; cosign sign $IMG',
    'IMG=quay.io/jetstack/x\ncosign attest --predicate a.json "${IMG}@${DIGEST}"',
    'DST=quay.io/jetstack/x; crane copy ghcr.io/a/b $DST',
    'DST=quay.io/jetstack/x\nskopeo copy --all docker://ghcr.io/a/b "docker://${DST}:v1"',
    'IMG=quay.io/jetstack/x\ncrane mutate $SRC -t $IMG',
    'IMG=quay.io/jetstack/x\n/kaniko/executor --destination=$IMG:v1',
    'REGISTRY=${REGISTRY:-quay.io/jetstack}\ndocker push $REGISTRY/x',
    'IMG=${1:-quay.io/jetstack/x}\ndocker push "$IMG"',
    ': ${REGISTRY:=quay.io/jetstack}\ndocker push ${REGISTRY}/x',
    'REPO=oci://quay.io/jetstack/charts\nhelm push x.tgz $REPO',
    'IMAGES="quay.io/jetstack/x quay.io/jetstack/y"\nfor i in $IMAGES; do docker push $i; done',
    'IMAGES=(ghcr.io/a quay.io/jetstack/y)\nfor i in "${IMAGES[@]}"; do\n  docker push $i\ndone',
    'IMG=quay.io/jetstack/x\ndocker build -t quay.io/jetstack/x .\ndocker push $IMG',
  ])('stays in a script: %s', (text) => stays('a.sh', text))

  it.each([
    [
      'Makefile',
      'REGISTRY ?= quay.io/jetstack\nIMG ?= $(REGISTRY)/x:$(TAG)\nbuild:\n\tdocker buildx build --push -t $(IMG) .\n',
    ],
    [
      'Makefile',
      'IMG ?= quay.io/jetstack/x\nbuild:\n\t$(CONTAINER_TOOL) buildx build --push --tag ${IMG} .\n',
    ],
    ['README.md', '```sh\nmake docker-build docker-push IMG=quay.io/jetstack/x:v1\n```\n'],
    [
      'Taskfile.yml',
      'vars:\n  IMG: quay.io/jetstack/x\ntasks:\n  push:\n    cmds:\n      - docker push {{.IMG}}\n',
    ],
    ['justfile', 'img := "quay.io/jetstack/x"\npush:\n  docker push {{img}}\n'],
    [
      'Jenkinsfile',
      'environment {\n  IMAGE = \'quay.io/jetstack/x\'\n}\nsteps {\n  sh "docker push ${env.IMAGE}"\n}\n',
    ],
    ['a.ps1', '$env:IMG = "quay.io/jetstack/x"\ndocker push $env:IMG\n'],
    ['a.py', 'IMG = "quay.io/jetstack/x"\nsubprocess.run(["docker", "push", IMG], check=True)\n'],
    ['a.py', 'R = "quay.io/jetstack"\nIMG = f"{R}/x"\nrun(f"docker push {IMG}:v1")\n'],
    ['a.go', 'const img = "quay.io/jetstack/x"\n\nvar c = exec.Command("docker", "push", img)\n'],
    ['a.js', "const img = 'quay.io/jetstack/x'\nrun('docker push ' + img)\n"],
    ['.gitlab-ci.yml', 'variables:\n  IMG: quay.io/jetstack/x\nbuild:\n  script:\n    - docker push $IMG\n'],
    [
      'task.yaml',
      'params:\n  - name: IMAGE\n    default: quay.io/jetstack/x\nsteps:\n  - script: buildah push $(params.IMAGE)\n',
    ],
  ])('stays in %s: %s', (path, text) => stays(path, text))

  it.each([
    [
      'a.sh',
      'BASE=PULLED/base\nIMG=quay.io/jetstack/x\ndocker buildx build --push --build-arg BASE=$BASE -t $IMG .',
    ],
    ['a.sh', 'docker buildx build --push --build-arg BASE=PULLED/base --tag quay.io/jetstack/x .'],
    ['a.sh', 'SRC=PULLED/a\nDST=quay.io/jetstack/b\ncrane copy $SRC $DST'],
    ['a.sh', 'SRC=PULLED/a\nDST=quay.io/jetstack/b\ndocker tag $SRC $DST && docker push $DST'],
    ['a.sh', 'crane mutate PULLED/a -t quay.io/jetstack/b'],
    ['a.sh', 'docker push quay.io/jetstack/x && docker run PULLED/y'],
    ['a.sh', 'IMG=PULLED/x\ndocker build -t $IMG .\ndocker run $IMG'],
    ['a.sh', 'IMG=PULLED/x\ndocker run --publish 8080:80 $IMG'],
    ['a.sh', 'IMG=PULLED/x\ncosign verify $IMG\ndocker push $OTHER'],
    [
      'a.sh',
      'TOOL=PULLED/tool\nTAG=$(docker run --rm $TOOL version)\nIMG=quay.io/jetstack/x\ndocker push $IMG:$TAG',
    ],
    ['a.sh', 'IMG=PULLED/x\ndocker buildx build --push=false -t $IMG .'],
    ['a.md', 'Run `make deploy IMG=PULLED/x`. First make sure that you push yours.'],
  ])('moves where it is only pulled, in %s: %s', (path, text) => moves(path, text))
})

describe('what a workflow of GitHub pushes', () => {
  const workflow = (env: string, steps: string): string =>
    `env:\n${env}jobs:\n  build:\n    runs-on: x\n    steps:\n${steps}`

  it.each([
    workflow('  IMAGE: quay.io/jetstack/x\n', '      - run: docker push ${{ env.IMAGE }}:v1\n'),
    workflow(
      '  IMAGE: quay.io/jetstack/x\n',
      '      - run: >\n          docker buildx build\n          --push\n          -t ${{ env.IMAGE }} .\n',
    ),
    workflow(
      '',
      '      - run: >-\n          docker buildx build\n          -t quay.io/jetstack/x\n          --push .\n',
    ),
    workflow(
      '  R: quay.io/jetstack\n',
      '      - run: echo "IMAGE=$R/x" >> $GITHUB_ENV\n      - run: docker push $IMAGE\n',
    ),
    workflow('  IMAGE: quay.io/jetstack/x\n', '      - run: cosign sign ${{ env.IMAGE }}\n'),
    workflow(
      '  IMAGE: quay.io/jetstack/x\n',
      '      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ${{ env.IMAGE }}:latest\n',
    ),
    workflow(
      '  REGISTRY: quay.io/jetstack\n  IMAGE: ${{ env.REGISTRY }}/x\n',
      '      - name: Build\n        uses: docker/build-push-action@v6\n        with:\n          tags: |\n            ${{ env.IMAGE }}:a\n\n            ${{env.IMAGE}}:b\n',
    ),
    workflow(
      '  CHART_REPO: oci://quay.io/jetstack/charts\n',
      '      - run: helm push x.tgz ${{ env.CHART_REPO }}\n',
    ),
    'on:\n  workflow_call:\n    inputs:\n      image:\n        type: string\n        default: quay.io/jetstack/x\njobs:\n  a:\n    steps:\n      - run: docker push ${{ inputs.image }}\n',
  ])('stays: %s', (text) => stays('.github/workflows/a.yaml', text))

  const matrix = (entries: string): string =>
    `jobs:\n  build:\n    strategy:\n      matrix:\n${entries}    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: \${{ matrix.image }}:latest\n`

  it.each([
    matrix(
      '        include:\n          - image: quay.io/jetstack/x\n          - image: quay.io/jetstack/y\n',
    ),
    matrix('        include:\n          - dir: x\n            image: quay.io/jetstack/x\n'),
    matrix('        include: [{ image: quay.io/jetstack/x }]\n'),
    matrix('        image: [ghcr.io/a/b, quay.io/jetstack/x]\n'),
    matrix('        image:\n          - ghcr.io/a/b\n          - quay.io/jetstack/x\n'),
  ])('stays in a matrix: %s', (text) => stays('.github/workflows/a.yaml', text))

  it('moves where a job runs in it, is built from it, or only runs it', () => {
    moves(
      '.github/workflows/a.yaml',
      'jobs:\n  build:\n    container:\n      image: PULLED/builder\n\n    services:\n      db:\n        image: PULLED/db\n    strategy:\n      matrix:\n        include:\n          - image: quay.io/jetstack/x\n    steps:\n      - run: helm install x y --set image.repository=PULLED/x\n' +
        '      - uses: docker/build-push-action@v6\n        with:\n          tags: ${{ matrix.image }}:${{ github.repository }}\n          build-args: |\n            BASE=PULLED/base\n          labels: quay.io/jetstack/x\n' +
        '      - run: docker run PULLED/y\n' +
        '      - uses: docker/build-push-action@v6\n        with:\n          tags: quay.io/jetstack/z\n' +
        '  test:\n    container: PULLED/builder\n    steps:\n      - uses: docker://PULLED/z\n      - run: docker run ${{ env.RUN }}\n        env:\n          RUN: PULLED/run\n',
    )
  })
})

describe('what other tools push', () => {
  it.each([
    ['a.yaml', 'args: ["--destination=quay.io/jetstack/x:v1"]'],
    [
      '.gitlab-ci.yml',
      'script:\n  - /kaniko/executor\n    --context .\n    --destination "quay.io/jetstack/x"\n',
    ],
    ['a.sh', '/kaniko/executor --destination=quay.io/jetstack/x'],
    ['a.sh', '/kaniko/executor -c . -d quay.io/jetstack/x'],
    ['a.sh', 'crane mutate ghcr.io/a/b --label a=b -t quay.io/jetstack/x'],
    ['a.sh', 'crane mutate quay.io/jetstack/x --label a=b'],
    ['a.sh', 'IMG=quay.io/jetstack/x\ncrane mutate $IMG --label a=b'],
    ['a.sh', 'crane append -b ghcr.io/a/b -f a.tar --tag=quay.io/jetstack/x'],
    ['a.sh', 'oras attach --artifact-type a/b quay.io/jetstack/x:v1 sbom.json'],
    ['a.sh', 'skopeo delete docker://quay.io/jetstack/x:v1'],
    ['a.py', 'run(["docker", "push", "quay.io/jetstack/x"])'],
    ['a.sh', 'echo "quay.io/jetstack/x" | xargs -n 1 docker push'],
    ['docker-bake.hcl', 'target "x" {\n  tags = ["quay.io/jetstack/x:v1", "quay.io/jetstack/x:latest"]\n}\n'],
    ['docker-bake.hcl', 'target "x" {\n  tags = [\n    "ghcr.io/a/b",\n    "quay.io/jetstack/x",\n  ]\n}\n'],
    [
      'docker-bake.hcl',
      'variable "REGISTRY" {\n  default = "quay.io/jetstack"\n}\ntarget "x" {\n  tags = ["${REGISTRY}/x"]\n}\n',
    ],
    [
      'cloudbuild.yaml',
      "steps:\n- name: gcr.io/cloud-builders/docker\n  args: ['build', '-t', 'quay.io/jetstack/x', '.']\nimages: ['quay.io/jetstack/x']\n",
    ],
    [
      'cloudbuild.yaml',
      'steps:\n- name: gcr.io/cloud-builders/docker\n  args:\n  - build\n  - -t\n  - $_IMG\nimages:\n- ghcr.io/a/b\n- quay.io/jetstack/x\nsubstitutions:\n  _IMG: quay.io/jetstack/x\n',
    ],
    ['compose.yaml', 'services:\n  x:\n    build: .\n    image: quay.io/jetstack/x\n'],
    [
      'docker-compose.dev.yml',
      'services:\n  x:\n    image: quay.io/jetstack/x\n    ports: [80]\n\n    build:\n      context: .\n',
    ],
    [
      'skaffold.yaml',
      'build:\n  artifacts:\n    - image: quay.io/jetstack/x\n      context: .\n    - image: quay.io/jetstack/y\n',
    ],
    ['Tiltfile', "docker_build('quay.io/jetstack/x', '.')\n"],
  ])('stays in %s: %s', (path, text) => stays(path, text))

  it.each([
    [
      'docker-bake.hcl',
      'target "x" {\n  contexts = { base = "docker-image://PULLED/base" }\n  tags = ["quay.io/jetstack/x"]\n}\n',
    ],
    [
      'cloudbuild.yaml',
      "steps:\n- name: PULLED/builder\n  args: ['push', 'quay.io/jetstack/x']\n- name: 'PULLED/tool'\n",
    ],
    [
      'compose.yaml',
      'services:\n  x:\n    build:\n      context: .\n      args:\n        BASE: PULLED/base\n    image: quay.io/jetstack/x\n  y:\n    image: PULLED/y\n  z:\n    build: .\n',
    ],
    ['deploy.yaml', 'containers:\n  - image: PULLED/x\n'],
    ['deploy.yaml', 'args: ["--push-gateway", "x", "--image=PULLED/y"]\n'],
    ['values.yaml', 'pushgatewayImage: PULLED/pushgateway\n'],
    ['Tiltfile', "docker_build('quay.io/jetstack/x', '.')\nlocal('docker run PULLED/y')\n"],
  ])('moves beside that in %s: %s', (path, text) => moves(path, text))
})
